"""``law install``: a country's pack comes into force for two people, or says what to mend."""

from casework.laws import cli, queries
from casework.laws.service import install_shipped
from kernel.authz import Role
from kernel.db import transaction
from tests.casework.laws.test_versions import PACK


def test_a_pack_is_installed_for_two_people(app, as_actor, tmp_path):
    with transaction():
        install_shipped(None)
    as_actor(Role.ADMINISTRATOR, username="writer")
    as_actor(Role.GOVERNOR, username="governor")
    file = tmp_path / "ours.toml"
    file.write_text(PACK)

    def install(*names, answer="y"):
        first, second = names
        given = ["install", str(file), "--first", first, "--second", second]
        return app.test_cli_runner().invoke(cli.group, given, input=answer)

    alone = install("writer", "writer")
    assert alone.exit_code != 0
    assert "You proposed this law yourself" in alone.output
    assert "belong to accounts" in install("writer", "nobody").output
    assert queries.law_in_force()[0] == 1
    seen = install("writer", "governor", answer="n")
    assert "0 people compared" in seen.output
    assert seen.exit_code != 0, "whoever has seen the dry run may still say no"
    assert queries.law_in_force()[0] == 1
    assert install("writer", "governor").exit_code == 0
    number, law = queries.law_in_force()
    assert (number, law.profile) == (5, "here")
    file.write_text(PACK.replace("3/4", "4/3"))
    assert "fraction" in install("writer", "governor").output
