package dev.millrace.cli.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between clients and a server, on the loopback address, and spoils what passes.
 *
 * <p>One daemon thread accepts, two carry each connection. The switches may be thrown from any thread.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int BUFFER = 32 * 1024;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong delayed = new AtomicLong();
    private volatile boolean refusing;
    private volatile long delayMillis;

    private FaultProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /**
     * Starts one on a free port.
     *
     * @param target port of the server, on the loopback address
     */
    public static FaultProxy start(int target) {
        try {
            FaultProxy proxy = new FaultProxy(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()), target);
            proxy.daemon("accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy before port " + target, e);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return server.getLocalPort();
    }

    /** Ends all connections, and every new one at once, until {@link #heal}. */
    public void cutOff() {
        refusing = true;
        // Counted before any ends: with one end of a connection its pump would take the other out.
        List<Socket> all = List.copyOf(sockets);
        cut.addAndGet(all.stream().filter(sockets::remove).count());
        all.forEach(FaultProxy::end);
    }

    /** Holds up everything that passes, each piece for this long, until {@link #heal}. */
    public void delay(Duration each) {
        delayMillis = each.toMillis();
    }

    /** Lets everything pass again. */
    public void heal() {
        refusing = false;
        delayMillis = 0;
    }

    /** Ends of connections that were cut so far, two for each. */
    public long cut() {
        return cut.get();
    }

    /** Connections that were refused so far. */
    public long refused() {
        return refused.get();
    }

    /** Pieces that were held up so far. */
    public long delayed() {
        return delayed.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy on port " + port() + " does not close", e);
        } finally {
            sockets.forEach(FaultProxy::end);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                // Closed, or a client that went away before it was served: the next one may be luckier.
                continue;
            }
        }
    }

    private void serve(Socket client) throws IOException {
        if (refusing) {
            refused.incrementAndGet();
            end(client);
            return;
        }
        Socket upstream;
        try {
            upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            end(client); // the server is down, and so is its proxy
            return;
        }
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        daemon("up", () -> carry(client, upstream));
        daemon("down", () -> carry(upstream, client));
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                holdUp();
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One side has ended, or was cut; the other one ends with it.
            sockets.remove(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
            end(from);
            end(to);
        }
    }

    private void holdUp() throws InterruptedException {
        long millis = delayMillis;
        if (millis > 0) {
            delayed.incrementAndGet();
            Thread.sleep(millis);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket does not close", e);
        }
    }

    private void daemon(String what, Runnable body) {
        Thread thread = new Thread(body, "fault-proxy-" + target + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }
}
