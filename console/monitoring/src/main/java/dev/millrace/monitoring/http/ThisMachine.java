package dev.millrace.monitoring.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of this machine. A server that only this machine reaches answers to no other: a page of another site could use
 * a name of its own that points here. */
public final class ThisMachine {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private ThisMachine() {}

    /** Whether a request's Host header, with or without a port, names this machine. */
    public static boolean isNamedBy(@Nullable String host) {
        if (host == null) {
            return false;
        }
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether only this machine reaches what listens at {@code address}.
     *
     * @throws UnknownHostException if there is no such address
     */
    public static boolean isLoopback(String address) throws UnknownHostException {
        return InetAddress.getByName(address).isLoopbackAddress();
    }
}
