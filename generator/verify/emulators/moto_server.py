"""Serve moto with patches for the few answers of AWS that it lacks or gets wrong.

Runs in the emulators' own environment. Each patch names what AWS does. It stores what it is given and gives it back, as
moto does elsewhere; none of it knows what is going to be asked of it. Usage: python -I moto_server.py PORT RECORDING
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import ThreadedWSGIServer, make_server

sys.path.append(str(Path(__file__).parents[3]))
from generator.verify.emulators.moto_patches import (  # is found where this file is
    api_gateway,
    application_autoscaling,
    dynamodb,
    ec2,
    elastic_load_balancing,
    guardduty,
    kms,
    rds,
    route53_resolver,
    sqs,
    vpn,
)
from generator.verify.emulators.moto_patches.members import patch  # as above
from generator.verify.emulators.retry_cache import RetryCache  # as above
from generator.verify.requests.recorder import Recorder  # as above

QUEUE = 1024
PATCHED = (
    api_gateway,
    application_autoscaling,
    dynamodb,
    ec2,
    elastic_load_balancing,
    guardduty,
    kms,
    rds,
    route53_resolver,
    sqs,
    vpn,
)


def main() -> None:
    """Serve on a port of the loopback interface until the process is ended."""
    for service in PATCHED:
        service.install()
    # Stacks that are applied side by side come with more new connections at once than the usual queue of 128 holds.
    patch(ThreadedWSGIServer, request_queue_size=QUEUE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port, recording = int(sys.argv[1]), Path(sys.argv[2])
    application = RetryCache().around_wsgi(DomainDispatcherApplication(create_backend_app))
    application = Recorder(recording).around_wsgi(application)
    server = make_server("127.0.0.1", port, application, threaded=True)
    print(f"Running on http://127.0.0.1:{port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
