package org.weightflow.tools.report;

import java.util.List;

/**
 * One family of networks on the chart of accuracy as a function of novelty; all rows are as long as {@code levels}.
 *
 * @param name      of the family
 * @param generator whether it is the generator's; at most one line is
 * @param levels    names of its levels
 * @param novelty   median r of each level
 * @param accuracy  mean accuracy of each level, fractions
 * @param low       where the 95 % interval of that mean begins
 * @param high      where it ends
 */
public record FrontierLine(
        String name, boolean generator, List<String> levels, Values novelty, Values accuracy, Values low, Values high) {
    public FrontierLine {
        levels = List.copyOf(levels);
        ReportContent.requireSize(name + ": novelty", novelty, levels.size());
        ReportContent.requireSize(name + ": accuracy", accuracy, levels.size());
        ReportContent.requireSize(name + ": low", low, levels.size());
        ReportContent.requireSize(name + ": high", high, levels.size());
    }
}
