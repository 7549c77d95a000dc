package dev.millrace.infra.local;

import dev.millrace.schemas.registry.RegisteredSchema;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.registry.RegistryRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry answers to which request: the part of Confluent's API that producers, consumers and tools ask.
 *
 * <p>Answers are values that are written as JSON. Thread-safe as the backend is.
 */
final class RegistryRoutes {

    private static final String AVRO = "AVRO";

    private final RegistryBackend backend;

    RegistryRoutes(RegistryBackend backend) {
        this.backend = backend;
    }

    /**
     * The answer to a request; empty if there is no such resource.
     *
     * @throws RegistryRefusal if it cannot be given
     */
    Optional<Object> answer(RegistryRequest request) throws RegistryRefusal {
        if (request.path().isEmpty()) {
            return request.method().equals("GET") ? Optional.of(Map.of()) : Optional.empty();
        }
        return switch (request.segment(0)) {
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "config" -> config(request);
            case "compatibility" -> compatibility(request);
            case "mode" -> mode(request);
            default -> Optional.empty();
        };
    }

    private Optional<Object> subjects(RegistryRequest request) throws RegistryRefusal {
        if (request.matches("GET", "subjects")) {
            String prefix = request.query().getOrDefault("subjectPrefix", "");
            return Optional.of(backend.subjects().stream()
                    .filter(subject -> subject.startsWith(prefix))
                    .toList());
        }
        if (request.matches("POST", "subjects", "*")) {
            return Optional.of(described(backend.lookUp(request.segment(1), schemaOf(request))));
        }
        if (request.matches("DELETE", "subjects", "*")) {
            return Optional.of(backend.delete(request.segment(1)));
        }
        if (request.matches("GET", "subjects", "*", "versions")) {
            return Optional.of(backend.versions(request.segment(1)));
        }
        if (request.matches("POST", "subjects", "*", "versions")) {
            return Optional.of(Map.of(
                    "id",
                    backend.register(request.segment(1), schemaOf(request)).id()));
        }
        if (request.matches("GET", "subjects", "*", "versions", "*")) {
            return Optional.of(described(backend.version(request.segment(1), request.segment(3))));
        }
        if (request.matches("GET", "subjects", "*", "versions", "*", "schema")) {
            return Optional.of(new RawJson(
                    backend.version(request.segment(1), request.segment(3)).schema()));
        }
        return Optional.empty();
    }

    private Optional<Object> schemas(RegistryRequest request) throws RegistryRefusal {
        if (request.matches("GET", "schemas", "types")) {
            return Optional.of(List.of(AVRO));
        }
        if (request.matches("GET", "schemas", "ids", "*")) {
            return Optional.of(
                    Map.of("schema", backend.byId(idOf(request)).get(0).schema()));
        }
        if (request.matches("GET", "schemas", "ids", "*", "schema")) {
            return Optional.of(new RawJson(backend.byId(idOf(request)).get(0).schema()));
        }
        if (request.matches("GET", "schemas", "ids", "*", "versions")) {
            return Optional.of(backend.byId(idOf(request)).stream()
                    .filter(place -> !place.wasDeleted())
                    .map(place -> Map.of("subject", place.subject(), "version", place.version()))
                    .toList());
        }
        if (request.matches("GET", "schemas", "ids", "*", "subjects")) {
            return Optional.of(backend.byId(idOf(request)).stream()
                    .filter(place -> !place.wasDeleted())
                    .map(RegisteredSchema::subject)
                    .toList());
        }
        return Optional.empty();
    }

    private Optional<Object> config(RegistryRequest request) throws RegistryRefusal {
        if (request.matches("GET", "config")) {
            return Optional.of(Map.of("compatibilityLevel", backend.level()));
        }
        if (request.matches("PUT", "config")) {
            backend.setLevel(text(request, "compatibility"));
            return Optional.of(Map.of("compatibility", backend.level()));
        }
        if (request.matches("GET", "config", "*")) {
            String level = request.flag("defaultToGlobal")
                    ? backend.effectiveLevel(request.segment(1))
                    : backend.level(request.segment(1));
            return Optional.of(Map.of("compatibilityLevel", level));
        }
        if (request.matches("PUT", "config", "*")) {
            backend.setLevel(request.segment(1), text(request, "compatibility"));
            return Optional.of(Map.of("compatibility", backend.level(request.segment(1))));
        }
        return Optional.empty();
    }

    private Optional<Object> compatibility(RegistryRequest request) throws RegistryRefusal {
        if (request.matches("POST", "compatibility", "subjects", "*", "versions", "*")) {
            return Optional.of(verdict(
                    request, backend.incompatibilities(request.segment(2), schemaOf(request), request.segment(4))));
        }
        if (request.matches("POST", "compatibility", "subjects", "*", "versions")) {
            return Optional.of(verdict(request, backend.incompatibilities(request.segment(2), schemaOf(request))));
        }
        return Optional.empty();
    }

    private static Optional<Object> mode(RegistryRequest request) {
        return request.matches("GET", "mode") || request.matches("GET", "mode", "*")
                ? Optional.of(Map.of("mode", "READWRITE"))
                : Optional.empty();
    }

    private static Map<String, Object> verdict(RegistryRequest request, List<String> problems) {
        return request.flag("verbose")
                ? Map.of("is_compatible", problems.isEmpty(), "messages", problems)
                : Map.of("is_compatible", problems.isEmpty());
    }

    private static Map<String, Object> described(RegisteredSchema schema) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("subject", schema.subject());
        described.put("version", schema.version());
        described.put("id", schema.id());
        described.put("schema", schema.schema());
        return described;
    }

    private static String schemaOf(RegistryRequest request) throws RegistryRefusal {
        String type = request.body().path("schemaType").asText(AVRO);
        if (!type.equals(AVRO)) {
            throw new RegistryRefusal(42201, "Invalid schema: type " + type + " is not supported, only " + AVRO);
        }
        if (!request.body().path("references").isEmpty()) {
            throw new RegistryRefusal(42201, "Invalid schema: references are not supported by the local registry");
        }
        return text(request, "schema");
    }

    private static String text(RegistryRequest request, String field) throws RegistryRefusal {
        if (!request.body().path(field).isTextual()) {
            throw new RegistryRefusal(422, "The request body must be a JSON object with a string '" + field + "'");
        }
        return request.body().path(field).textValue();
    }

    private static int idOf(RegistryRequest request) throws RegistryRefusal {
        try {
            return Integer.parseInt(request.segment(2));
        } catch (NumberFormatException e) {
            throw new RegistryRefusal(404, "HTTP 404 Not Found");
        }
    }
}
