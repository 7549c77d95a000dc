package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * What a failed TLS handshake means. Which side is wrong shows in who complained: an alert that was received is the
 * peer's word about us.
 */
final class TlsFailure {

    private final String peer;
    private final String settings;
    private final String address;

    /**
     * @param peer {@code the broker} or {@code the registry}
     * @param settings what our TLS settings begin with, up to {@code ssl.}
     * @param address the setting that holds the peer's address
     */
    TlsFailure(String peer, String settings, String address) {
        this.peer = peer;
        this.settings = settings;
        this.address = address;
    }

    /** Empty if it is no failure of TLS, or one that may pass. */
    Optional<Explanation> explain(CauseChain failure) {
        if (!failure.holds(SSLException.class) && !failure.holds(CertificateException.class)) {
            return failure.saying("HTTPS hostname wrong").map(this::wrongHost);
        }
        return certificate(failure).or(() -> alert(failure)).or(() -> other(failure));
    }

    private Optional<Explanation> certificate(CauseChain failure) {
        if (failure.holds(CertificateExpiredException.class)) {
            return Optional.of(Explanation.lasting(
                    "the certificate of " + peer + " has expired (" + failure.message() + ")",
                    "renew it there, or set this machine's clock"));
        }
        if (failure.holds(CertificateNotYetValidException.class)) {
            return Optional.of(Explanation.lasting(
                    "the certificate of " + peer + " is not valid yet (" + failure.message() + ")",
                    "set this machine's clock, or renew the certificate"));
        }
        Optional<String> host = failure.saying("No subject alternative")
                .or(() -> failure.saying("No name matching"))
                .or(() -> failure.saying("HTTPS hostname wrong"));
        if (host.isPresent()) {
            return host.map(this::wrongHost);
        }
        if (failure.saying("trustAnchors parameter must be non-empty").isPresent()) {
            return Optional.of(Explanation.lasting(
                    "the trust store holds no certificate",
                    "import the certificate of the authority of " + peer + " into " + settings
                            + "truststore.location"));
        }
        if (failure.saying("PKIX path").isPresent()
                || failure.saying("unable to find valid certification path").isPresent()) {
            return Optional.of(Explanation.lasting(
                    "the certificate of " + peer + " comes from an authority that is not trusted here",
                    "set " + settings + "truststore.location, .password and .type to a store with that authority's"
                            + " certificate"));
        }
        return Optional.empty();
    }

    private Explanation wrongHost(String said) {
        return Explanation.lasting(
                "the certificate of " + peer + " is for another host name (" + CauseChain.flat(said) + ")",
                "set " + address + " to a name in the certificate, or give " + peer + " one for this name");
    }

    private Optional<Explanation> alert(CauseChain failure) {
        Optional<String> alert = failure.saying("Received fatal alert").or(() -> failure.saying(TlsProbe.ENDED));
        if (alert.isEmpty()) {
            return Optional.empty();
        }
        String said = alert.get().replaceFirst("(?is).*Received fatal alert: *", "TLS alert ");
        if (said.equals("TLS alert protocol_version")) {
            return Optional.of(Explanation.lasting(
                    peer + " takes another version of TLS", "set " + settings + "enabled.protocols as it has them"));
        }
        return Optional.of(Explanation.lasting(
                peer + " refuses the certificate of this client, or wants one (" + said + ")",
                "set " + settings + "keystore.location, .password and .type to a store with a key and a certificate"
                        + " that " + peer + " trusts"));
    }

    private Optional<Explanation> other(CauseChain failure) {
        if (failure.saying("Unsupported or unrecognized SSL message").isPresent()
                || failure.saying("plaintext connection").isPresent()) {
            return Optional.of(Explanation.lasting(
                    peer + " does not speak TLS at this port",
                    "take TLS out of the settings, or set " + address + " to its TLS port"));
        }
        boolean cut = failure.holds(EOFException.class)
                || failure.holds(SocketException.class)
                || failure.saying("terminated the handshake").isPresent();
        return cut
                ? Optional.empty()
                : Optional.of(Explanation.lasting(
                        "TLS with " + peer + " fails (" + failure.message() + ")", "correct " + settings + "*"));
    }
}
