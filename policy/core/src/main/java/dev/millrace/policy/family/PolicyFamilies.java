package dev.millrace.policy.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The families that are there, by name. Immutable. */
public final class PolicyFamilies {

    /** The file of a checkpoint that names its family. */
    public static final String CONFIG_FILE = "config.json";

    /** The family of checkpoints and manifests that name none: those from before there were others. */
    public static final String UNNAMED = "mot";

    private static final String KEY = "family";
    private static final String MODEL_TYPE = "model_type";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static @Nullable PolicyFamilies found;

    private final Map<String, PolicyFamily> byName = new TreeMap<>();

    /** @throws IllegalStateException naming both classes, if two families have one name */
    PolicyFamilies(List<PolicyFamily> families) {
        for (PolicyFamily family : families) {
            PolicyFamily other = byName.put(family.name(), family);
            if (other != null) {
                throw new IllegalStateException("two policy families are named '" + family.name() + "': "
                        + other.getClass().getName() + " and "
                        + family.getClass().getName()
                        + "; take one of their jars out of plugins/");
            }
        }
    }

    /**
     * Those on the class path of this program.
     *
     * @throws IllegalStateException if one of them cannot be made, or two have one name
     */
    public static synchronized PolicyFamilies found() {
        if (found == null) {
            found = new PolicyFamilies(load());
        }
        return found;
    }

    private static List<PolicyFamily> load() {
        List<PolicyFamily> families = new ArrayList<>();
        try {
            ServiceLoader.load(PolicyFamily.class).forEach(families::add);
            return families;
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a jar offers a policy family that cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * The family of a checkpoint.
     *
     * @throws CheckpointException if its {@value #CONFIG_FILE} is missing or malformed, or naming the known families, if it
     *     names another
     */
    public PolicyFamily of(ModelSource checkpoint) {
        JsonNode config = read(checkpoint);
        JsonNode modelType = config.path(MODEL_TYPE);
        if (config.path(KEY).isMissingNode() && modelType.isTextual()) {
            return ofModelType(modelType.asText(), checkpoint);
        }
        String name = config.path(KEY).asText(UNNAMED);
        PolicyFamily family = byName.get(name);
        if (family == null) {
            throw new CheckpointException(checkpoint.describe(CONFIG_FILE), "names " + unknown(name));
        }
        return family;
    }

    private PolicyFamily ofModelType(String modelType, ModelSource checkpoint) {
        Set<String> known = new TreeSet<>();
        for (PolicyFamily family : byName.values()) {
            if (family.modelTypes().contains(modelType)) {
                return family;
            }
            known.addAll(family.modelTypes());
        }
        throw new CheckpointException(
                checkpoint.describe(CONFIG_FILE),
                "has the " + MODEL_TYPE + " '" + modelType + "', but only " + known + " are supported");
    }

    /**
     * The family of this name.
     *
     * @throws IllegalArgumentException naming the known families, if there is none
     */
    public PolicyFamily named(String name) {
        PolicyFamily family = byName.get(name);
        if (family == null) {
            throw new IllegalArgumentException("this is " + unknown(name));
        }
        return family;
    }

    private String unknown(String name) {
        return "the policy family '" + name + "', but there are only " + byName.keySet()
                + "; put the jar of that family into plugins/, or take another checkpoint";
    }

    private static JsonNode read(ModelSource checkpoint) {
        byte[] config = checkpoint.read(CONFIG_FILE);
        try {
            JsonNode root = JSON.readTree(config);
            JsonNode family = root.path(KEY);
            if (!family.isMissingNode() && !family.isTextual()) {
                throw new CheckpointException(
                        checkpoint.describe(CONFIG_FILE), "its key '" + KEY + "' is no text, but " + family);
            }
            return root;
        } catch (IOException e) {
            throw CheckpointException.noJson(checkpoint.describe(CONFIG_FILE), e);
        }
    }
}
