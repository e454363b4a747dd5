"""Saved queries of CloudWatch Logs Insights, which moto lacks.

Sources, read 2026-11-26: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
API_PutQueryDefinition.html, API_DescribeQueryDefinitions.html, API_DeleteQueryDefinition.html.
"""

import time
import uuid
from typing import Any

Definition = dict[str, Any]
_GIVEN = ("name", "queryString", "logGroupNames")


class UnknownQueryDefinition(Exception):
    """No saved query has this id."""


class QueryDefinitions:
    """The saved queries of one account and region."""

    def __init__(self) -> None:
        self._by_id: dict[str, Definition] = {}

    def put(self, request: Definition) -> Definition:
        """Create a query, or replace the one whose id the request has.

        Raises:
            UnknownQueryDefinition: there is none with the id.
        """
        known = request.get("queryDefinitionId")
        if known:
            self._check(known)
        own = known or str(uuid.uuid4())
        self._by_id[own] = {
            "queryDefinitionId": own,
            "queryLanguage": request.get("queryLanguage") or "CWLI",
            "lastModified": int(time.time() * 1000),
            **{name: request[name] for name in _GIVEN if request.get(name)},
        }
        return {"queryDefinitionId": own}

    def describe(self, request: Definition) -> Definition:
        """The queries whose name has the prefix, in the order of their names."""
        prefix = request.get("queryDefinitionNamePrefix") or ""
        found = [each for each in self._by_id.values() if each["name"].startswith(prefix)]
        return {"queryDefinitions": sorted(found, key=lambda each: str(each["name"]))}

    def delete(self, request: Definition) -> Definition:
        """Delete a query.

        Raises:
            UnknownQueryDefinition: there is none with the id.
        """
        self._check(request["queryDefinitionId"])
        del self._by_id[request["queryDefinitionId"]]
        return {"success": True}

    def _check(self, own: str) -> None:
        if own not in self._by_id:
            raise UnknownQueryDefinition
