package dev.millrace.schemas.store;

import java.nio.file.Path;

/**
 * The settings of a store that is a folder.
 *
 * @param path the folder, which every process of the run sees, under the same name or another; has to be given
 */
public record FolderStoreConfig(Path path) {}
