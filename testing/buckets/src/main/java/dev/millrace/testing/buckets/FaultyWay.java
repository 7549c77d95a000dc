package dev.millrace.testing.buckets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server, on which one connection after the other meets what was planned for it; those for which nothing was planned go
 * through. Each connection carries one request. Plans may come from any thread.
 */
public final class FaultyWay implements AutoCloseable {

    /** What becomes of a connection. */
    public enum Fault {
        /** The request is swallowed, and nothing comes back. */
        SILENCE,
        /** 500, and the server hears nothing. */
        ERROR,
        /** 503, as AWS says that one asks too often. */
        SLOW_DOWN,
        /** The answer ends after {@link #SPOILT_FROM} bytes. */
        CUT_OFF,
        /** One byte of the answer is another one, at {@link #SPOILT_FROM}. */
        WRONG_BYTE,
        /** The connection ends in the middle of the request. */
        CUT_REQUEST
    }

    /** Behind the head of an answer, and within a large object. */
    public static final int SPOILT_FROM = 20_000;

    private static final int PIECE = 8_192;

    private final ServerSocket server;
    private final int target;
    private final Deque<Fault> planned = new ConcurrentLinkedDeque<>();
    private final AtomicInteger met = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private FaultyWay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** @param target port of the server, on this machine */
    public static FaultyWay to(int target) {
        try {
            FaultyWay way = new FaultyWay(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target);
            way.daemon(way::accept);
            return way;
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a way to port " + target, e);
        }
    }

    /** Where to connect instead. */
    public int port() {
        return server.getLocalPort();
    }

    /** The next connections meet this, so many of them. */
    public void plan(Fault fault, int times) {
        for (int time = 0; time < times; time++) {
            planned.add(fault);
        }
    }

    /** All further connections go through. */
    public void heal() {
        planned.clear();
    }

    /** How many faults were met since this was last asked. */
    public int met() {
        return met.getAndSet(0);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                Fault fault = planned.poll();
                if (fault != null) {
                    met.incrementAndGet();
                }
                daemon(() -> serve(client, fault));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket client, @Nullable Fault fault) {
        try (client) {
            if (fault == Fault.SILENCE) {
                swallow(client.getInputStream());
            } else if (fault == Fault.ERROR || fault == Fault.SLOW_DOWN) {
                refuse(client, fault == Fault.ERROR ? "500 Internal Server Error" : "503 Slow Down");
            } else {
                pass(client, fault);
            }
        } catch (IOException e) {
            // One side has gone, or this was closed.
            sockets.remove(client);
        }
    }

    private static void swallow(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE];
        while (in.read(piece) >= 0) {
            continue;
        }
    }

    private void refuse(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        client.shutdownOutput();
        swallow(client.getInputStream());
    }

    private void pass(Socket client, @Nullable Fault fault) throws IOException {
        try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(upstream);
            daemon(() -> {
                try {
                    carry(client, upstream, fault == Fault.CUT_REQUEST ? fault : null);
                } catch (IOException e) {
                    sockets.remove(upstream);
                }
            });
            carry(upstream, client, fault == Fault.CUT_REQUEST ? null : fault);
        }
    }

    private static void carry(Socket from, Socket to, @Nullable Fault fault) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] piece = new byte[PIECE];
        long passed = 0;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            boolean reached = fault != null && passed + count > SPOILT_FROM && passed <= SPOILT_FROM;
            if (reached && fault == Fault.WRONG_BYTE) {
                piece[(int) (SPOILT_FROM - passed)] ^= 1;
            } else if (reached) {
                try (from;
                        to) {
                    out.write(piece, 0, (int) (SPOILT_FROM - passed));
                }
                return;
            }
            out.write(piece, 0, count);
            passed += count;
        }
        to.shutdownOutput();
    }

    private void daemon(Runnable body) {
        Thread thread = new Thread(body, "faulty-way");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
