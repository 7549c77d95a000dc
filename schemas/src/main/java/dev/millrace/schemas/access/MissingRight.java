package dev.millrace.schemas.access;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * What somebody needs and does not have.
 *
 * @param operation which is not allowed
 * @param resource as the table names it
 */
public record MissingRight(AclOperation operation, ResourcePattern resource) {

    /** As in {@code READ topic millrace.weights}. */
    @Override
    public String toString() {
        return operation + " " + AccessWords.of(resource);
    }
}
