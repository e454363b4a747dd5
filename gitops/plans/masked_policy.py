"""An IAM policy in which a detector finds a secret: whoever reviews must read the rest of it."""

from dataclasses import replace

from gitops.plans import policy_documents
from gitops.plans.nodes import Node, text
from policies.engine import marks, secrets


def opened(node: Node) -> Node | None:
    """The place with the policies that its texts hold, whose secret parts are marked.

    None where all is to be hidden: Terraform or a name says so, or it is no policy.
    """
    texts = [one for one in (node.before, node.after) if one is not None]
    held = [policy_documents.normalised(policy_documents.document(one)) for one in texts]
    if node.marked or node.unknown or not held or not all(map(policy_documents.is_policy, held)):
        return None
    mark = marks.union(*map(secrets.marks, held))
    shown = [text(marks.masked(one, mark)) for one in held]
    if _is_named_secret(node) or not mark or any(secrets.mask_text(one) != one for one in shown):
        return None
    sides = map(policy_documents.document, (node.before, node.after))
    return replace(node.inside(*sides), secret=mark)


def _is_named_secret(node: Node) -> bool:
    return any(secrets.names_secret(step) for step in node.steps if isinstance(step, str))
