package dev.millrace.cli.doctor;

import dev.millrace.monitoring.http.ThisMachine;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Whether secrets stand in the settings themselves, and whether records and passwords cross a network in the clear. */
record SecrecyExamination(MillraceConfig settings) implements Examination {

    @Override
    public String subject() {
        return "secrecy";
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        KafkaConfig kafka = settings.kafka();
        MillraceConfig.loader()
                .literalSecrets(settings)
                .forEach(key -> findings.add(Finding.warning(
                        key + " holds the secret itself",
                        "put it into a file of mode 600, and say ${file:PATH} or ${env:NAME} there")));
        String protocol = kafka.properties()
                .getOrDefault("security.protocol", "PLAINTEXT")
                .toUpperCase(Locale.ROOT);
        boolean elsewhere = Stream.of(kafka.bootstrap().split(","))
                .map(String::strip)
                .anyMatch(address -> !isHere(Utils.getHost(address)));
        if (elsewhere && protocol.endsWith("PLAINTEXT")) {
            findings.add(Finding.warning(
                    "records" + (protocol.startsWith("SASL") ? " and the login" : "") + " go to " + kafka.bootstrap()
                            + " in the clear",
                    "-s kafka.properties.security.protocol=" + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL")
                            + ", with a listener of that kind; docs/security.md"));
        }
        if (!isHere(settings.page().host()) && !settings.page().tls().on()) {
            findings.add(Finding.warning(
                    "the page and its token cross the network in the clear",
                    "set page.tls.key_store, or put a proxy with TLS before it"));
        }
        if (!isHere(settings.metrics().host()) && settings.metrics().enabled()) {
            if (settings.metrics().token().isEmpty()) {
                findings.add(Finding.warning(
                        "the metrics are told to whoever reaches "
                                + settings.metrics().host(),
                        "set metrics.token, or let a network policy say who reaches that port"));
            } else if (!settings.metrics().tls().on()) {
                findings.add(Finding.warning(
                        "the metrics and their token cross the network in the clear",
                        "set metrics.tls.key_store, or put a proxy with TLS before it"));
            }
        }
        return findings.isEmpty() ? List.of(Finding.fine("no secret stands in the settings")) : findings;
    }

    private static boolean isHere(@Nullable String host) {
        try {
            return host != null && ThisMachine.isLoopback(host);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
