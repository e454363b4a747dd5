"""What proves resource_is_not_public."""

from tests.policies.documents import Row, Rows

DATABASE, URL = "aws_db_instance.db", "aws_lambda_function_url.url"
BUCKET, BLOCK = "aws_s3_bucket.b", "aws_s3_bucket_public_access_block.b"
WANTED = "wanted no access from the internet"
ABSENT = "(AWS may let the internet in)"

ROWS = Rows(
    resources={
        "aws_db_instance": {"db": {"publicly_accessible": False}},
        "aws_lambda_function_url": {"url": {"authorization_type": "AWS_IAM"}},
        "aws_s3_bucket": {"b": {}},
        "aws_s3_bucket_public_access_block": {
            "b": {
                "block_public_acls": True,
                "block_public_policy": True,
                "bucket": "${aws_s3_bucket.b.id}",
                "ignore_public_acls": "true",
                "restrict_public_buckets": True,
            }
        },
    },
    compliant=(DATABASE, URL, BUCKET, BLOCK),
    table=(
        Row(
            "a database with a public address",
            {f"{DATABASE}.publicly_accessible": True},
            {DATABASE: f"found publicly_accessible = true, {WANTED}"},
        ),
        Row(
            "a database that does not say",
            {f"{DATABASE}.publicly_accessible": None},
            {DATABASE: f"found no publicly_accessible {ABSENT}, {WANTED}"},
        ),
        Row(
            "a function URL for everybody",
            {f"{URL}.authorization_type": "NONE"},
            {URL: f'found authorization_type = "NONE", {WANTED}'},
        ),
        Row(
            "a bucket without a block",
            {f"{BLOCK}.bucket": "other"},
            {BUCKET: "found 0 aws_s3_bucket_public_access_block, wanted one for the bucket"},
        ),
        Row(
            "a block with a gap",
            {f"{BLOCK}.block_public_policy": None},
            {BLOCK: f"found no block_public_policy {ABSENT}, wanted true"},
        ),
        Row(
            "a list for reading by everybody",
            {f"{BUCKET}.acl": "public-read"},
            {BUCKET: f'found acl = "public-read", {WANTED}'},
        ),
        Row("a private list", {f"{BUCKET}.acl": "private"}),
        Row(
            "an address for each instance of a subnet",
            {"aws_subnet.s": {"map_public_ip_on_launch": True}},
            {"aws_subnet.s": f"found map_public_ip_on_launch = true, {WANTED}"},
        ),
        Row(
            "a switch that is decided elsewhere",
            {f"{DATABASE}.publicly_accessible": "${var.open}"},
            {
                DATABASE: "undecided: publicly_accessible: the expression ${var.open}"
                " is more than strings and references"
            },
        ),
        Row("a resource that nobody can open", {"aws_sqs_queue.q": {"name": "q-dev"}}),
    ),
)
