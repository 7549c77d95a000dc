package dev.millrace.cli.bench.all;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.bench.Spread;
import java.util.List;
import java.util.Optional;

/**
 * A bar that was set, and where among the numbers of the benches its figure stands.
 *
 * @param work what is measured
 * @param limit what it is compared with
 * @param wanted the bar
 * @param sense whether the figure is to be at least or at most that
 * @param bench that measures it; empty if none does
 * @param at JSON pointer to the figure: a number, or a spread with median, min and max
 * @param otherwise how it can be had, where no bench measures it
 */
public record Bar(
        String work, String limit, double wanted, Sense sense, Optional<String> bench, String at, String otherwise) {

    /** Which side of a bar is good. */
    public enum Sense {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        boolean meets(double found, double wanted) {
            return this == AT_LEAST ? found >= wanted : found <= wanted;
        }
    }

    private static final String TORCH = "PyTorch, shared prefix";
    private static final String PASSING = "the application that decodes and passes on";
    private static final String PLAIN = "plain clients, a topic of the same settings";
    private static final String POLICY = "policy";
    private static final String SMALL = "topology-8x12";
    private static final String LARGE = "topology-8x768";
    private static final String BY_HAND = "three seeds of the demo, by hand: docs/results.md";

    /** All that were set for speed, in the order of docs/performance.md. */
    public static List<Bar> all() {
        return List.of(
                atLeast("step, base policy", TORCH, 1.0, POLICY, "/rows/0/ratio"),
                atLeast("step, base policy", "PyTorch, peers' form", 3.0, POLICY, "/rows/1/ratio"),
                atLeast("step, groups of no advantage among others", TORCH, 2.0, POLICY, "/rows/2/ratio"),
                atLeast("sampling, demo's batch", TORCH, 1.5, POLICY, "/rows/3/ratio"),
                atLeast("sampling, rows all different", TORCH, 1.0, POLICY, "/rows/4/ratio"),
                atLeast("GRPO step, 8 prompts x 8 x 64", "TRL", 1.8, POLICY, "/rows/5/ratio"),
                atLeast("credit, 8x768 with PRPO", "copy of the same arrays", 0.2, "credit", "/rows/0/to_copy"),
                atLeast("publish, 8x12", "raw producer", 0.9, "bus", "/rows/0/publish_ratio"),
                atLeast("read, 8x12", "raw consumer, same decoder", 0.9, "bus", "/rows/0/read_ratio"),
                atLeast("publish, 8x768", "raw producer", 0.9, "bus", "/rows/1/publish_ratio"),
                atLeast("read, 8x768", "raw consumer, same decoder", 0.9, "bus", "/rows/1/read_ratio"),
                atLeast("topology, 8x12", PASSING, 0.7, SMALL, "/rows/0/to_decoding"),
                atLeast("topology, 8x12", "the one that passes bytes", 0.4, SMALL, "/rows/0/to_bytes"),
                atLeast("topology, 8x768 with PRPO", PASSING, 0.7, LARGE, "/rows/0/to_decoding"),
                atLeast("topology, 8x768 with PRPO", "the one that passes bytes", 0.4, LARGE, "/rows/0/to_bytes"),
                atMost("last score to experience, 8x12", "p50, ms", 60, SMALL, "/rows/0/latency/p50_millis"),
                atMost("last score to experience, 8x768", "p50, ms", 60, LARGE, "/rows/0/latency/p50_millis"),
                atMost("idle CPU of streams", "percent", 3, SMALL, "/rows/0/idle_percent"),
                atMost("start of demo to the first step", "seconds", 8, "start", "/rows/0/seconds"),
                atLeast("weights, 6 MB", PLAIN, 0.8, "weights", "/rows/0/to_raw"),
                atLeast("weights, 104 MB", PLAIN, 0.8, "weights", "/rows/1/to_raw"),
                atLeast("weights, 513 MB", PLAIN, 0.8, "weights", "/rows/2/to_raw"),
                new Bar(
                        "weights, heap",
                        "one payload and 64 MiB",
                        1,
                        Sense.AT_MOST,
                        Optional.empty(),
                        "",
                        "LargeWeightsTest holds processes to it, with weights of 203 MiB"),
                byHand("whole demo, samples a second", "the commit before issue 20", 1.7),
                byHand("asynchronous over synchronous", "same samples", 1.5));
    }

    private static Bar atLeast(String work, String limit, double wanted, String bench, String at) {
        return new Bar(work, limit, wanted, Sense.AT_LEAST, Optional.of(bench), at, "");
    }

    private static Bar atMost(String work, String limit, double wanted, String bench, String at) {
        return new Bar(work, limit, wanted, Sense.AT_MOST, Optional.of(bench), at, "");
    }

    private static Bar byHand(String work, String limit, double wanted) {
        return new Bar(work, limit, wanted, Sense.AT_LEAST, Optional.empty(), "", BY_HAND);
    }

    /** Its figure among a bench's numbers, if it stands there. */
    Optional<Spread> figure(JsonNode numbers) {
        JsonNode found = numbers.at(at);
        if (found.isNumber()) {
            return Optional.of(new Spread(found.asDouble(), found.asDouble(), found.asDouble()));
        }
        return found.path("median").isNumber()
                ? Optional.of(new Spread(
                        found.path("median").asDouble(),
                        found.path("min").asDouble(),
                        found.path("max").asDouble()))
                : Optional.empty();
    }
}
