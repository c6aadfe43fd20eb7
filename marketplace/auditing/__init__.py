"""The books as an auditor reads them: looking and taking files along, never writing."""
