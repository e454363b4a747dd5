"""The result as JUnit XML: a case for each rule on each resource that it examined."""

import re
import xml.etree.ElementTree as ET

from gitops.compliance.result import Result, RuleResult, Section
from policies.engine.verdict import Status, Verdict

# What XML 1.0 cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
NO_TIME = "0"


def document(result: Result) -> bytes:
    """The XML: what is waived or deferred is skipped, a crashed policy is an error."""
    root = ET.Element("testsuites", name=f"{result.environment} on {result.place}")
    for section in result.sections:
        for rule in section.rules:
            _suite(root, section, rule)
        if section.problems:
            _problems(root, section)
    _count(root)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(root: ET.Element, section: Section, rule: RuleResult) -> None:
    suite = ET.SubElement(root, "testsuite", name=f"{section.tool}.{rule.id}")
    properties = ET.SubElement(suite, "properties")
    described = {
        "title": rule.title,
        "severity": rule.severity,
        "requirements": ", ".join(rule.requirements),
        "examined": str(len(rule.examined)),
    }
    for name, value in described.items():
        ET.SubElement(properties, "property", name=name, value=_clean(value))
    for one in rule.examined:
        _case(suite, rule, one)
    if rule.idle:
        case = ET.SubElement(suite, "testcase", name="idle", classname=rule.id, time=NO_TIME)
        ET.SubElement(case, "failure", message=f"{rule.id} examined no resource")
    _count(suite)


def _case(suite: ET.Element, rule: RuleResult, one: Verdict) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=one.place,
        classname=rule.id,
        file=one.file,
        line=str(one.line),
        time=NO_TIME,
    )
    message = _clean(one.message)
    if one.status in (Status.WAIVED, Status.DEFERRED):
        reason = f" ({one.waiver.reason}; {one.waiver.owner})" if one.waiver else ""
        ET.SubElement(case, "skipped", message=message + _clean(reason))
    elif one.failed:
        kind = "error" if one.status is Status.CRASHED else "failure"
        fault = ET.SubElement(case, kind, message=message, type=str(one.status))
        words = (one.message, rule.why, rule.remedy, rule.link)
        fault.text = _clean("\n".join(filter(None, words)))


def _problems(root: ET.Element, section: Section) -> None:
    suite = ET.SubElement(root, "testsuite", name=f"{section.tool}.waivers")
    for problem in section.problems:
        case = ET.SubElement(
            suite, "testcase", name=_clean(problem), classname="waivers", time=NO_TIME
        )
        ET.SubElement(case, "failure", message=_clean(problem))
    _count(suite)


def _count(element: ET.Element) -> None:
    """Write how many cases there are in an element, and how many of each kind."""
    element.set("tests", str(len(element.findall(".//testcase"))))
    for name, kind in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        element.set(name, str(len(element.findall(f".//testcase/{kind}"))))


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
