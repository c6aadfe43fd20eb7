"""Words that tell where something was earned: no paper for an employer carries one."""
