package dev.millrace.cli.command;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A name that no other process has at the same time. */
final class ProcessName {

    private ProcessName() {}

    /** Host and process id, in the alphabet of Kafka's client ids. */
    static String unique() {
        return (host() + "-" + ProcessHandle.current().pid()).replaceAll("[^a-zA-Z0-9._-]", "-");
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.substring(0, Math.min(40, name.length()));
        } catch (UnknownHostException e) {
            return "local";
        }
    }
}
