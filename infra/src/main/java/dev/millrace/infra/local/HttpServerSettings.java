package dev.millrace.infra.local;

/**
 * Settings of the JDK's HTTP server, which it takes from system properties once, before the first server of the
 * process is made. What was set by the user stays.
 */
final class HttpServerSettings {

    private HttpServerSettings() {}

    static void apply() {
        // Head and body of an answer are two packets; else the second waits for the other side's delayed
        // acknowledgement, 40 ms for each request.
        setIfAbsent("sun.net.httpserver.nodelay", "true");
        // Seconds. A request that never ends would hold one of few threads for ever.
        setIfAbsent("sun.net.httpserver.maxReqTime", "10");
        setIfAbsent("sun.net.httpserver.maxRspTime", "30");
    }

    private static void setIfAbsent(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
