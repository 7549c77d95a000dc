package dev.millrace.streams.scoring.http;

import dev.millrace.schemas.http.JsonEndpoint;
import dev.millrace.schemas.secret.Redaction;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Asks a reward server, one request a call. Safe on any thread. */
final class HttpScorer implements Scorer {

    private final HttpProtocol protocol;
    private final JsonEndpoint endpoint;

    HttpScorer(HttpProtocol protocol, JsonEndpoint endpoint) {
        this.protocol = protocol;
        this.endpoint = endpoint;
    }

    /** What rules the server goes by is its own; another URL is another version. */
    @Override
    public String version() {
        return "1 " + protocol.name() + " " + endpoint.name();
    }

    @Override
    public int most() {
        return protocol.most();
    }

    /** A server may compare the samples of a request. */
    @Override
    public boolean judgesGroups() {
        return protocol.most() > 1;
    }

    @Override
    public List<Verdict> score(List<Sample> samples) throws Exception {
        Map<Sample, Verdict> refused = new IdentityHashMap<>();
        samples.forEach(
                sample -> protocol.hindrance(sample).ifPresent(why -> refused.put(sample, new Verdict.Failed(why))));
        List<Sample> asked =
                samples.stream().filter(sample -> !refused.containsKey(sample)).toList();
        Iterator<Verdict> said = (asked.isEmpty() ? List.<Verdict>of() : ask(asked)).iterator();
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            Verdict refusal = refused.get(sample);
            verdicts.add(refusal != null ? refusal : withoutSecrets(said.next()));
        }
        return verdicts;
    }

    private List<Verdict> ask(List<Sample> samples) throws Exception {
        return protocol.verdicts(endpoint.post(protocol.request(samples)), samples.size());
    }

    /** A server may send back what it was sent, credentials too. */
    private static Verdict withoutSecrets(Verdict verdict) {
        return verdict instanceof Verdict.Scored scored && !scored.detail().isEmpty()
                ? new Verdict.Scored(scored.value(), Redaction.hide(scored.detail()))
                : verdict;
    }
}
