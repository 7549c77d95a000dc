package dev.millrace.infra.local;

import java.util.Map;

/** How brokers of a {@link LocalCluster} are spoken to where that is not in the clear. */
public interface ClusterSecurity {

    /**
     * Settings of a broker, over those of one in the clear: its listeners, their protocols, who is let in.
     *
     * @param port on which brokers speak with each other, and an administrator with them
     * @param controllerPort on which controllers do
     */
    Map<String, String> broker(int node, int port, int controllerPort);

    /** What an administrator sets who comes by these ports of the address 127.0.0.1. */
    Map<String, Object> administrator();
}
