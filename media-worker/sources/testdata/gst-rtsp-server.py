"""An RTSP server that is not ours, for the interop tests: GStreamer's gst-rtsp-server.

usage: gst-rtsp-server.py <path> <launch line> [<user> <password> <realm>]
Prints the port once it listens; ends with its standard input.
"""
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

gi.require_version("GstRtsp", "1.0")
from gi.repository import GstRtsp  # noqa: E402

Gst.init(None)
DIGEST = GstRtsp.RTSPAuthMethod.DIGEST
path, launch, *account = sys.argv[1:]
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(launch)
factory.set_shared(True)
if account:
    user, password, realm = account
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(DIGEST)
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", "viewer")
    auth.set_realm(realm)
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions.new()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory(path, factory)
loop = GLib.MainLoop()
server.attach(None)
print(server.get_bound_port(), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
