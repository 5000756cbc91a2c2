"""A camera with a loudspeaker that is not ours: gst-rtsp-server's ONVIF media, for the talk tests.

usage: gst-back-channel.py <pcma|pcmu> <file that the voice is written to, as it comes>
Prints the port once it listens; ends with its standard input.
"""
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, GObject, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
law, out = sys.argv[1:]
payload = {"pcma": 8, "pcmu": 0}[law]
caps = f"application/x-rtp,media=audio,payload={payload},clock-rate=8000,encoding-name={law.upper()}"
server = GstRtspServer.RTSPOnvifServer.new()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPOnvifMediaFactory.new()
factory.set_launch("( videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1 ! x264enc tune=zerolatency ! rtph264pay name=pay0 pt=96 )")
factory.set_backchannel_launch(
    f'( capsfilter caps="{caps}" name=depay_backchannel ! rtp{law}depay ! filesink async=false sync=false buffer-mode=unbuffered location={out} )'
)
factory.set_media_gtype(GstRtspServer.RTSPOnvifMedia.__gtype__)
server.get_mount_points().add_factory("/cam", factory)
loop = GLib.MainLoop()
server.attach(None)
print(server.get_bound_port(), flush=True)
threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
loop.run()
