/** What Kubernetes would say to our manifests, without one. */
@NullMarked
package dev.millrace.manifests;

import org.jspecify.annotations.NullMarked;
