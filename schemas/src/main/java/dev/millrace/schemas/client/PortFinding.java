package dev.millrace.schemas.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What listens at a broker's address.
 *
 * @param speaks how
 * @param mechanisms of SASL, which it wants; empty where it wants none, or did not say
 * @param detail why nothing could be found out, if so
 */
record PortFinding(Speech speaks, List<String> mechanisms, String detail) {

    /** The protocol of a port. */
    enum Speech {
        /** Nobody answers. */
        CLOSED,
        /** It takes connections, and is no broker that we know of. */
        OTHER,
        /** Kafka's protocol without TLS. */
        PLAIN,
        /** TLS. */
        TLS
    }

    /** Why a client with these settings gets no answer there; empty if that does not show. */
    Optional<Explanation> explain(Map<String, ?> properties) {
        Object set = properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        String protocol = set == null ? "PLAINTEXT" : set.toString().toUpperCase(Locale.ROOT);
        boolean tls = protocol.endsWith("SSL");
        boolean sasl = protocol.startsWith("SASL");
        boolean wantsTls = speaks == Speech.TLS;
        String here = "kafka.properties.security.protocol is " + protocol;
        return switch (speaks) {
            case CLOSED ->
                Optional.of(Explanation.passing(
                        "does not answer (" + detail + ")", "start it, or set kafka.bootstrap to its address"));
            case OTHER ->
                Optional.of(Explanation.passing(
                        "takes connections, but does not answer as a Kafka broker (" + detail + ")",
                        "set kafka.bootstrap to a broker's address, or wait until it is started"));
            case PLAIN, TLS -> {
                if (tls == wantsTls && (sasl || mechanisms.isEmpty())) {
                    yield Optional.empty();
                }
                boolean wantsSasl = !mechanisms.isEmpty() || (sasl && tls != wantsTls);
                yield Optional.of(Explanation.lasting(
                        "speaks Kafka " + (wantsTls ? "over TLS" : "without TLS") + saslInWords() + ", but " + here,
                        "set it to " + (wantsSasl ? "SASL_" : "") + (wantsTls ? "SSL" : "PLAINTEXT")
                                + further(tls != wantsTls && wantsTls, wantsSasl && !sasl)));
            }
        };
    }

    private String saslInWords() {
        return mechanisms.isEmpty() ? "" : " and wants SASL (" + String.join(", ", mechanisms) + ")";
    }

    private static String further(boolean tls, boolean sasl) {
        String login = sasl ? ", with sasl.mechanism and sasl.jaas.config" : "";
        return login + (tls ? (sasl ? " and" : ", with") + " ssl.truststore.*" : "")
                + ", or kafka.bootstrap to another port";
    }
}
