"""Execution environments: started on demand, kept warm, replaced, limited, timed out, ended.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html and
lambda-concurrency.html.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest

import localcloud

pytestmark = pytest.mark.usefixtures("runtime_client")
Client = Callable[[str], Any]
CreateFunction = Callable[..., str]
Eventually = Callable[..., Any]

PID = "import os\ndef handler(event, context): return os.getpid()"
# Waits until three processes have come.
MEETING = """
import os, pathlib, time
def handler(folder, context):
    pathlib.Path(folder, str(os.getpid())).touch()
    while len(os.listdir(folder)) < 3:
        time.sleep(0.01)
    return os.getpid()
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def run(client: Client, event: Any = None) -> Any:
    answer = client("lambda").invoke(FunctionName="worker", Payload=json.dumps(event))
    return json.load(answer["Payload"])


def test_the_next_invocation_finds_the_process_warm(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", PID)
    assert run(client) == run(client)


def test_parallel_invocations_have_a_process_each(
    client: Client, create_function: CreateFunction, tmp_path: Path
) -> None:
    create_function("worker", MEETING, Timeout=300)
    with ThreadPoolExecutor(3) as callers:
        pids = list(callers.map(lambda _: run(client, str(tmp_path)), range(3)))
    assert sorted(map(str, pids)) == sorted(each.name for each in tmp_path.iterdir())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"Environment": {"Variables": {"NEW": "1"}}}, id="variables"),
        pytest.param({"Timeout": 29}, id="time-out"),
        pytest.param({"MemorySize": 256}, id="memory"),
        pytest.param({"LoggingConfig": {"LogFormat": "JSON"}}, id="log format"),
    ],
)
def test_the_process_is_replaced_after_a_change_of(
    change: dict[str, Any], client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    create_function("worker", PID)
    before = run(client)
    client("lambda").update_function_configuration(FunctionName="worker", **change)
    assert run(client) != before
    assert eventually(lambda: not alive(before))


def test_new_code_runs_at_the_next_invocation(
    client: Client, create_function: CreateFunction, make_zip: Callable[..., bytes]
) -> None:
    create_function("worker", "def handler(e, c): return 'old'")
    assert run(client) == "old"
    code = make_zip(index="def handler(e, c): return 'new'")
    client("lambda").update_function_code(FunctionName="worker", ZipFile=code)
    assert run(client) == "new"


def test_a_handler_that_exceeds_its_timeout_is_killed_with_all_that_it_started(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    source = """
import os, subprocess, time
def handler(event, context):
    child = subprocess.Popen(["sleep", "60"])
    print("child", child.pid)
    time.sleep(60)
"""
    create_function("worker", source, Timeout=5)
    answer = client("lambda").invoke(FunctionName="worker")
    document = json.load(answer["Payload"])
    request_id = answer["ResponseMetadata"]["RequestId"]
    events = client("logs").filter_log_events(logGroupName="/aws/lambda/worker")["events"]
    messages = [event["message"] for event in events]
    [child] = [int(line.split()[1]) for line in messages if line.startswith("child ")]
    assert answer["FunctionError"] == "Unhandled"
    assert document == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request_id} Error: Task timed out after 5.00 seconds",
    }
    assert any(
        line.endswith(f"{request_id} Task timed out after 5.00 seconds") for line in messages
    )
    assert eventually(lambda: not alive(child))


def test_the_deadline_is_visible_to_the_handler(
    client: Client, create_function: CreateFunction
) -> None:
    source = "def handler(e, c): return c.get_remaining_time_in_millis()"
    create_function("worker", source, Timeout=900)
    assert 800_000 < run(client) <= 900_000


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        pytest.param("os._exit(3)", "Runtime exited with error: exit status 3", id="an exit"),
        pytest.param("os._exit(0)", "Runtime exited without providing a reason", id="exit 0"),
        pytest.param(
            "os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed", id="kill"
        ),
    ],
)
def test_a_process_that_ends_is_an_error_and_the_next_invocation_has_a_new_one(
    statement: str, message: str, client: Client, create_function: CreateFunction
) -> None:
    source = (
        f"import os\ndef handler(event, context):\n    if event: {statement}\n    return 'fine'"
    )
    create_function("worker", source)
    document = run(client, event=True)
    assert document["errorType"] == "Runtime.ExitError"
    assert document["errorMessage"].endswith(f" Error: {message}")
    assert run(client) == "fine"


def test_a_process_that_ended_while_idle_is_replaced_unseen(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    create_function("worker", PID)
    pid = run(client)
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not alive(pid))
    successor = run(client)
    assert isinstance(successor, int)
    assert successor != pid


def test_a_module_that_exits_at_import_is_an_error(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", "import os\nos._exit(5)")
    document = run(client)
    assert document["errorMessage"].endswith("Runtime exited with error: exit status 5")


def test_a_deleted_function_leaves_no_process(
    client: Client, create_function: CreateFunction, eventually: Eventually
) -> None:
    create_function("worker", PID)
    pid = run(client)
    client("lambda").delete_function(FunctionName="worker")
    assert eventually(lambda: not alive(pid))


def test_a_large_event_and_a_large_answer_pass_unharmed(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", "def handler(e, c): return e")
    event = {"text": "é" * 300_000}
    assert run(client, event) == event


def test_closing_the_cloud_ends_busy_and_idle_processes(
    make_zip: Callable[..., bytes], make_role: Callable[[Any], str], eventually: Eventually
) -> None:
    with localcloud.running() as cloud:
        session = boto3.Session("test", "test", region_name="us-east-1")
        lambda_ = session.client("lambda", endpoint_url=cloud.endpoint)
        iam = session.client("iam", endpoint_url=cloud.endpoint)
        role = make_role(iam)
        source = "import os, time\ndef handler(e, c):\n    time.sleep(e)\n    return os.getpid()"
        lambda_.create_function(
            FunctionName="worker",
            Role=role,
            Runtime="python3.13",
            Handler="index.handler",
            Timeout=900,
            Code={"ZipFile": make_zip(index=source)},
        )
        idle = json.load(lambda_.invoke(FunctionName="worker", Payload=b"0")["Payload"])
        lambda_.invoke(FunctionName="worker", Payload=b"900", InvocationType="Event")
        threads = {thread.name for thread in threading.enumerate()}
    assert "async-invoke_0" in threads
    assert eventually(lambda: not alive(idle))


@pytest.mark.linux  # which alone tells a process of its parent's end
def test_killing_the_cloud_ends_a_process_in_the_middle_of_its_work(
    make_zip: Callable[..., bytes],
    make_role: Callable[[Any], str],
    eventually: Eventually,
    tmp_path: Path,
) -> None:
    cloud = subprocess.Popen(
        [sys.executable, "-m", "localcloud"],
        env=os.environ | {"TMPDIR": str(tmp_path)},  # a killed cloud cannot clean up
        stdout=subprocess.PIPE,
        text=True,
    )
    assert cloud.stdout is not None
    endpoint = json.loads(cloud.stdout.readline())["endpoint"]
    session = boto3.Session("test", "test", region_name="us-east-1")
    iam = session.client("iam", endpoint_url=endpoint)
    lambda_ = session.client("lambda", endpoint_url=endpoint)
    logs = session.client("logs", endpoint_url=endpoint)
    logs.create_log_group(logGroupName="/aws/lambda/worker")
    source = (
        "import os, time\ndef handler(e, c):\n    print('pid', os.getpid())\n    time.sleep(60)"
    )
    lambda_.create_function(
        FunctionName="worker",
        Role=make_role(iam),
        Runtime="python3.13",
        Handler="index.handler",
        Timeout=60,
        Code={"ZipFile": make_zip(index=source)},
    )
    lambda_.invoke(FunctionName="worker", InvocationType="Event")

    def busy() -> Any:
        events = logs.filter_log_events(logGroupName="/aws/lambda/worker")["events"]
        return [int(e["message"].split()[1]) for e in events if e["message"].startswith("pid ")]

    [pid] = eventually(busy)
    cloud.kill()
    cloud.communicate()
    assert eventually(lambda: not alive(pid))
