"""Attributes that are dangerous in one service only."""

import tomllib

import pytest

from gitops.plans.danger import of_change
from gitops.plans.danger_table import FILE
from tests.gitops.plans.documents import Document, plan, updated

ACCESS, EXPOSED, PROTECTION = (one["title"] for one in tomllib.loads(FILE.read_text())["class"])


@pytest.mark.parametrize(
    ("address", "before", "after", "title"),
    [
        ("aws_cognito_identity_pool.p", {"allow_unauthenticated_identities": False},
         {"allow_unauthenticated_identities": True}, ACCESS),
        ("aws_lambda_permission.p", {"function_url_auth_type": "AWS_IAM"},
         {"function_url_auth_type": "NONE"}, ACCESS),
        ("aws_lakeformation_permissions.p", {"permissions": ["DESCRIBE"]},
         {"permissions": ["ALL"]}, ACCESS),
        ("aws_wafv2_web_acl.w", {"default_action": [{"block": [{}], "allow": []}]},
         {"default_action": [{"block": [], "allow": [{}]}]}, EXPOSED),
        ("aws_wafv2_ip_set.i", {"addresses": ["10.0.0.0/8"]}, {"addresses": ["0.0.0.0/1"]},
         EXPOSED),
        ("aws_network_acl_rule.r", {"rule_action": "deny"}, {"rule_action": "allow"}, EXPOSED),
        ("aws_vpc_endpoint_service.s", {"acceptance_required": True},
         {"acceptance_required": False}, EXPOSED),
        ("aws_ec2_managed_prefix_list.l", {"entry": [{"cidr": "10.0.0.0/8"}]},
         {"entry": [{"cidr": "11.0.0.0/8"}]}, EXPOSED),
        ("aws_network_acl_rule.r", {"ipv6_cidr_block": "fd00::/8"}, {"ipv6_cidr_block": "::/0"},
         EXPOSED),
        ("aws_ami_launch_permission.p", {"group": ""}, {"group": "all"}, EXPOSED),
        ("aws_lb_listener.l", {"protocol": "HTTPS"}, {"protocol": "HTTP"}, PROTECTION),
        ("aws_opensearch_domain.d", {"domain_endpoint_options": [{"enforce_https": True}]},
         {"domain_endpoint_options": [{"enforce_https": False}]}, PROTECTION),
        ("aws_guardduty_detector.g", {"enable": True}, {"enable": False}, PROTECTION),
        ("aws_cognito_user_pool.p", {"mfa_configuration": "ON"}, {"mfa_configuration": "OFF"},
         PROTECTION),
        ("aws_cognito_user_pool.p", {"password_policy": [{"minimum_length": 16}]},
         {"password_policy": [{"minimum_length": 6}]}, PROTECTION),
        ("aws_iam_account_password_policy.p", {"minimum_password_length": 16},
         {"minimum_password_length": 6}, PROTECTION),
        ("aws_s3_bucket_lifecycle_configuration.c",
         {"rule": [{"noncurrent_version_expiration": [{"noncurrent_days": 90}]}]},
         {"rule": [{"noncurrent_version_expiration": [{"noncurrent_days": 1}]}]}, PROTECTION),
        ("aws_cloudtrail.t", {"event_selector": [{"read_write_type": "All"}]},
         {"event_selector": [{"read_write_type": "ReadOnly"}]}, PROTECTION),
        ("aws_cloudtrail.t", {"s3_bucket_name": "a"}, {"s3_bucket_name": "b"}, PROTECTION),
        ("aws_appsync_graphql_api.a", {"authentication_type": "AWS_IAM"},
         {"authentication_type": "API_KEY"}, ACCESS),
        ("aws_appsync_graphql_api.a", {"additional_authentication_provider": []},
         {"additional_authentication_provider": [{"authentication_type": "API_KEY"}]}, ACCESS),
        ("aws_eks_cluster.e", {"access_config": [{"authentication_mode": "API"}]},
         {"access_config": [{"authentication_mode": "CONFIG_MAP"}]}, ACCESS),
        ("aws_eks_access_entry.e", {"kubernetes_groups": []},
         {"kubernetes_groups": ["system:masters"]}, ACCESS),
        ("aws_eks_access_policy_association.e", {"access_scope": [{"type": "namespace"}]},
         {"access_scope": [{"type": "cluster"}]}, ACCESS),
        ("aws_cognito_user_pool.p",
         {"admin_create_user_config": [{"allow_admin_create_user_only": True}]},
         {"admin_create_user_config": [{"allow_admin_create_user_only": False}]}, ACCESS),
        ("aws_cognito_user_pool_client.c", {"callback_urls": ["https://a"]},
         {"callback_urls": ["https://b"]}, ACCESS),
        ("aws_db_snapshot.s", {"shared_accounts": []}, {"shared_accounts": ["all"]}, EXPOSED),
        ("aws_api_gateway_rest_api.a", {"disable_execute_api_endpoint": True},
         {"disable_execute_api_endpoint": False}, EXPOSED),
        ("aws_redshift_parameter_group.g",
         {"parameter": [{"name": "require_ssl", "value": "true"}]},
         {"parameter": [{"name": "require_ssl", "value": "false"}]}, PROTECTION),
        ("aws_db_parameter_group.g", {"parameter": [{"name": "rds.force_ssl", "value": "1"}]},
         {"parameter": []}, PROTECTION),
        ("aws_cognito_user_pool.p", {"user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}]},
         {"user_pool_add_ons": [{"advanced_security_mode": "OFF"}]}, PROTECTION),
        ("aws_opensearch_domain.d", {"advanced_security_options": [{"enabled": True}]},
         {"advanced_security_options": [{"enabled": False}]}, PROTECTION),
    ],
)  # fmt: skip
def test_what_decides_in_one_service_is_found(
    address: str, before: Document, after: Document, title: str
) -> None:
    (change,) = plan(updated(address, before, after)).changes
    found = of_change(change)

    assert found is not None
    assert found.titles == (title,)
