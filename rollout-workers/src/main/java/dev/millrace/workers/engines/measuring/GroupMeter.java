package dev.millrace.workers.engines.measuring;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures groups whose answers may be by several versions: each answer by its own. One whose tokens are of several is measured by
 * the oldest of them, as its age is counted; the record says which. Where a version is not held, the group is not measured:
 * other weights would say something else. Safe on any thread.
 */
final class GroupMeter {

    private static final Logger log = LoggerFactory.getLogger(GroupMeter.class);

    private final HeldVersions versions;
    private final AtomicLong notMeasured = new AtomicLong();

    GroupMeter(HeldVersions versions) {
        this.versions = versions;
    }

    /** Groups with images that were not measured. */
    long notMeasured() {
        return notMeasured.get();
    }

    /** Empty for a prompt without images, a group without answers, and where a version is not held. */
    Optional<GroupDependency> measure(
            RolloutRequest request, List<SampledAnswer> answers, double temperature, DependencySettings settings) {
        if (answers.isEmpty() || request.input().images().isEmpty()) {
            return Optional.empty();
        }
        List<PolicyVersion> by = answers.stream().map(GroupMeter::oldest).toList();
        TokenDependency[] measured = new TokenDependency[answers.size()];
        Optional<GroupDependency> last = Optional.empty();
        for (Map.Entry<PolicyVersion, List<Integer>> part : places(by).entrySet()) {
            List<Tokens> tokens = part.getValue().stream()
                    .map(place -> answers.get(place).tokens())
                    .toList();
            last = versions.with(part.getKey(), rollouts -> rollouts.measure(request, tokens, temperature, settings));
            if (last.isEmpty()) {
                missed(part.getKey());
                return Optional.empty();
            }
            for (int i = 0; i < tokens.size(); i++) {
                measured[part.getValue().get(i)] = last.get().answers().get(i);
            }
        }
        return last.map(one -> new GroupDependency(one.seed(), one.settings(), by, Arrays.asList(measured)));
    }

    private void missed(PolicyVersion version) {
        notMeasured.incrementAndGet();
        log.atInfo()
                .addKeyValue("version", version)
                .log("a group is not measured: the version that has sampled it is not held here any more");
    }

    private static Map<PolicyVersion, List<Integer>> places(List<PolicyVersion> by) {
        Map<PolicyVersion, List<Integer>> places = new TreeMap<>();
        for (int place = 0; place < by.size(); place++) {
            places.computeIfAbsent(by.get(place), unused -> new ArrayList<>()).add(place);
        }
        return places;
    }

    private static PolicyVersion oldest(SampledAnswer answer) {
        return new PolicyVersion(
                Arrays.stream(answer.versions().toArray()).min().orElseThrow());
    }
}
