package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.topic.BrokerAnswers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/** Whether every broker can be reached by the address that it tells its clients, which need not be the one they ask first. */
record ListenerExamination(KafkaConfig kafka) implements Examination {

    private static final Duration REQUEST = Duration.ofSeconds(15);
    private static final int CONNECT_MILLIS = 3_000;

    @Override
    public String subject() {
        return "listeners";
    }

    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = Admin.create(kafka.connection().client("millrace-doctor"))) {
            for (Node node : BrokerAnswers.await(admin.describeCluster().nodes(), REQUEST, "listing the brokers")) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(node.host(), node.port()), CONNECT_MILLIS);
                    findings.add(Finding.fine("broker " + node.id() + " is reached at " + address(node)));
                } catch (IOException e) {
                    findings.add(Finding.fault(
                            "broker " + node.id() + " tells clients to come to " + address(node)
                                    + ", which cannot be reached from here (" + e.getMessage() + ")",
                            "set advertised.listeners of that broker to an address that this machine reaches, or take"
                                    + " the bootstrap address of the listener that is meant for it"));
                }
            }
        }
        return findings;
    }

    private static String address(Node node) {
        return node.host() + ":" + node.port();
    }
}
