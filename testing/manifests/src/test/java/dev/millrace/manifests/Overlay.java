package dev.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The objects of a kustomization as Kustomize would build them, as far as our overlays go: resources, patches of both kinds, replicas
 * and tags of images. It is no Kustomize: names are not extended, and no namespace is set. What a patch is for must be there.
 */
final class Overlay {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<ObjectNode> objects = new ArrayList<>();

    private Overlay() {}

    /** Those of a folder with a {@code kustomization.yaml}. */
    static List<JsonNode> objects(Path folder) throws IOException {
        return List.copyOf(build(folder).objects);
    }

    /** The documents of a file of YAML. */
    static List<JsonNode> documents(String text) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (var read = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            read.forEachRemaining(documents::add);
        }
        return documents;
    }

    private static Overlay build(Path folder) throws IOException {
        Overlay overlay = new Overlay();
        JsonNode said = YAML.readTree(folder.resolve("kustomization.yaml").toFile());
        for (JsonNode resource : said.path("resources")) {
            Path path = folder.resolve(resource.asText());
            if (Files.isDirectory(path)) {
                overlay.objects.addAll(build(path).objects);
            } else {
                documents(Files.readString(path)).forEach(each -> overlay.objects.add((ObjectNode) each));
            }
        }
        said.path("patches").forEach(overlay::patch);
        for (JsonNode each : said.path("replicas")) {
            overlay.named("", each.path("name").asText(), object -> object.at("/spec/replicas")
                            .isInt())
                    .forEach(object -> ((ObjectNode) object.path("spec")).set("replicas", each.path("count")));
        }
        for (JsonNode each : said.path("images")) {
            overlay.tag(each.path("name").asText(), each.path("newTag").asText());
        }
        return overlay;
    }

    /** Those of a kind whose name matches; at least one. */
    private List<ObjectNode> named(String kind, String name, Predicate<ObjectNode> which) {
        List<ObjectNode> found = objects.stream()
                .filter(each -> kind.isEmpty() || each.path("kind").asText().equals(kind))
                .filter(each ->
                        name.isEmpty() || each.at("/metadata/name").asText().matches(name))
                .filter(which)
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("there is no " + kind + " " + name + " to change");
        }
        return found;
    }

    private void patch(JsonNode patch) {
        try {
            JsonNode change = YAML.readTree(patch.path("patch").asText());
            if (change.isArray()) {
                JsonNode target = patch.path("target");
                named(target.path("kind").asText(), target.path("name").asText(), each -> true)
                        .forEach(object -> change.forEach(operation -> apply(object, operation)));
            } else {
                named(change.path("kind").asText(), change.at("/metadata/name").asText(), each -> true)
                        .forEach(object -> merge(object, (ObjectNode) change));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 6902, as far as it is used: what is replaced must be there, and what something is added to. */
    private static void apply(ObjectNode object, JsonNode operation) {
        String path = operation.path("path").asText();
        int cut = path.lastIndexOf('/');
        JsonNode parent = object.at(path.substring(0, cut));
        String key = path.substring(cut + 1).replace("~1", "/").replace("~0", "~");
        JsonNode value = operation.path("value");
        boolean isReplacement = operation.path("op").asText().equals("replace");
        if (parent.isMissingNode() || (isReplacement && !parent.has(key))) {
            throw new IllegalStateException(object.at("/metadata/name").asText() + " has no " + path + " to change");
        }
        if (parent instanceof ArrayNode list && key.equals("-")) {
            list.add(value);
        } else {
            ((ObjectNode) parent).set(key, value);
        }
    }

    /** A strategic merge, as far as it is used: objects are merged, all else is replaced. */
    private static void merge(ObjectNode into, ObjectNode change) {
        boolean isReplacement = change.path("$patch").asText().equals("replace");
        if (isReplacement) {
            into.removeAll();
        }
        change.properties().forEach(entry -> {
            if (entry.getKey().equals("$patch")) {
                return;
            }
            JsonNode there = into.get(entry.getKey());
            if (there instanceof ObjectNode object && entry.getValue() instanceof ObjectNode more) {
                merge(object, more);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private void tag(String image, String tag) {
        for (ObjectNode object : named("", "", each -> !containers(each, image).isEmpty())) {
            containers(object, image).forEach(each -> each.put("image", image + ":" + tag));
        }
    }

    private static List<ObjectNode> containers(JsonNode object, String image) {
        List<ObjectNode> found = new ArrayList<>();
        for (JsonNode each : object.at("/spec/template/spec/containers")) {
            if (each.path("image").asText().startsWith(image + ":")) {
                found.add((ObjectNode) each);
            }
        }
        return found;
    }
}
