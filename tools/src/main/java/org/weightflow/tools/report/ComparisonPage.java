package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.weightflow.tools.compare.ComparedRun;
import org.weightflow.tools.compare.Comparison;
import org.weightflow.tools.compare.Setting;

/**
 * Renders a comparison of runs as one HTML file that, as {@link ReportPage}'s, holds all it needs and reads nothing else. A pure
 * function: equal comparisons give equal text.
 */
public final class ComparisonPage {
    /** Accuracies of networks that differ in these are of different things. */
    private static final Set<String> TASK = Set.of("dataset.name", "architecture");

    private final PageFrame frame = new PageFrame("compare.html", "compare.js");

    /** A setting that differs, with one value a run. */
    private record SettingRow(String path, List<String> values) {}

    /** The page as text, to be stored as UTF-8. */
    public String render(Comparison comparison) {
        List<PageFrame.CaptionedTable> tables = ComparisonTables.of(comparison);
        Map<String, Object> view = new HashMap<>();
        view.put(
                "pageTitle", "Comparison of " + Numerals.count(comparison.runs().size(), "run"));
        view.put("remarks", remarks(comparison));
        view.put("mainTable", tables.get(0).table());
        view.put("tables", tables);
        view.put("nameHeading", "Run");
        view.put(
                "settings",
                comparison.settings().stream()
                        .map(setting -> row(setting, comparison.runs()))
                        .toList());
        view.put("hasSettings", !comparison.settings().isEmpty());
        view.put("settingsNote", settingsNote(comparison));
        view.put("hasChart", comparison.runs().stream().anyMatch(ComparisonIsland::hasMarks));
        return frame.render(view, ComparisonIsland.of(comparison));
    }

    private static List<String> remarks(Comparison comparison) {
        List<String> remarks = new ArrayList<>();
        comparison.runs().forEach(run -> remarks.add(remark(run)));
        if (comparison.settings().stream().map(Setting::path).anyMatch(TASK::contains)) {
            remarks.add(
                    "The runs differ in dataset or architecture: compare what is relative to each run's own zoo, not"
                            + " accuracies.");
        }
        return remarks;
    }

    /** {@code digits-1: samples at r = 0.93, 0.1 points over the zoo; neither copies nor fully new.} */
    private static String remark(ComparedRun run) {
        Headline.Verdict verdict = Headline.Verdict.of(run.novelty());
        String novelty = verdict == Headline.Verdict.UNKNOWN ? "" : " at r = " + Numerals.decimal(run.novelty(), 2);
        return run.name() + ": samples" + novelty + Headline.againstZoo(run.accuracy(), run.zooAccuracy()) + " ("
                + Numerals.percent(run.accuracy(), 2) + " against " + Numerals.percent(run.zooAccuracy(), 2) + " %). "
                + verdict.label() + ".";
    }

    private static SettingRow row(Setting setting, List<ComparedRun> runs) {
        return new SettingRow(
                setting.path(),
                runs.stream()
                        .map(run -> setting.value(run).orElse(Numerals.ABSENT))
                        .toList());
    }

    private static String settingsNote(Comparison comparison) {
        long recorded = comparison.runs().stream()
                .filter(run -> !run.settings().isEmpty())
                .count();
        if (recorded < 2) {
            return "Fewer than two of the runs have a config.yaml, so there are no settings to compare.";
        }
        return comparison.settings().isEmpty() ? "The runs have the same settings." : "";
    }
}
