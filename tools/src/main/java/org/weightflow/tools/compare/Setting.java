package org.weightflow.tools.compare;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A setting in which runs differ.
 *
 * @param path   such as {@code collect.training.epochs}
 * @param values by the name of the run; a run that did not record the setting is left out
 */
public record Setting(String path, Map<String, String> values) {
    public Setting {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of a run; empty if it did not record it. */
    public Optional<String> value(ComparedRun run) {
        return Optional.ofNullable(values.get(run.name()));
    }

    /**
     * The settings that are not the same in all runs, in the order of their files; to lack one is to differ. Runs that recorded no
     * settings at all do not count.
     */
    static List<Setting> differences(List<ComparedRun> runs) {
        List<ComparedRun> recorded =
                runs.stream().filter(run -> !run.settings().isEmpty()).toList();
        Set<String> paths = new LinkedHashSet<>();
        recorded.forEach(run -> paths.addAll(run.settings().keySet()));
        return paths.stream()
                .filter(path -> differs(path, recorded))
                .map(path -> of(path, recorded))
                .toList();
    }

    private static boolean differs(String path, List<ComparedRun> runs) {
        Set<Optional<String>> values = new HashSet<>();
        runs.forEach(run -> values.add(Optional.ofNullable(run.settings().get(path))));
        return values.size() > 1;
    }

    private static Setting of(String path, List<ComparedRun> runs) {
        Map<String, String> values = new LinkedHashMap<>();
        runs.stream()
                .filter(run -> run.settings().containsKey(path))
                .forEach(run -> values.put(run.name(), run.settings().get(path)));
        return new Setting(path, values);
    }
}
