/**
 * Tests against a real broker and a real registry in containers. Images are named by the environment, see {@link
 * Images}; without a Docker engine the tests are skipped and say so.
 */
package dev.millrace.containers;
