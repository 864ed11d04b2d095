package org.weightflow.tools.compare;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What runs are called in a comparison: the last parts of their folders' paths, as many as it takes to tell them apart. */
public final class RunNames {
    private RunNames() {}

    /**
     * One name a folder, in their order, with slashes on every system.
     *
     * @throws IllegalArgumentException if a folder is given twice
     */
    public static List<String> of(List<Path> folders) {
        List<Path> paths =
                folders.stream().map(each -> each.toAbsolutePath().normalize()).toList();
        Set<Path> seen = new HashSet<>();
        for (int i = 0; i < paths.size(); i++) {
            if (!seen.add(paths.get(i))) {
                throw new IllegalArgumentException(folders.get(i) + " is given twice");
            }
        }
        int parts = 1;
        while (Set.copyOf(names(paths, parts)).size() < paths.size()) {
            parts++;
        }
        return names(paths, parts);
    }

    private static List<String> names(List<Path> paths, int parts) {
        return paths.stream().map(path -> name(path, parts)).toList();
    }

    private static String name(Path path, int parts) {
        int count = path.getNameCount();
        return count == 0
                ? path.toString()
                : path.subpath(Math.max(0, count - parts), count).toString().replace('\\', '/');
    }
}
