package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collection;
import org.apache.kafka.common.acl.AclBinding;

/** Entries of a broker's list of rights as JSON. */
final class AclJson {

    private AclJson() {}

    static ArrayNode of(Collection<AclBinding> bindings) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (AclBinding binding : bindings) {
            all.addObject()
                    .put("principal", binding.entry().principal())
                    .put("operation", binding.entry().operation().name())
                    .put("resource_type", binding.pattern().resourceType().name())
                    .put("pattern_type", binding.pattern().patternType().name())
                    .put("name", binding.pattern().name());
        }
        return all;
    }
}
