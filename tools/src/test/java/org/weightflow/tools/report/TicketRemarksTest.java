package org.weightflow.tools.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.weightflow.tools.report.TicketFixture.cell;
import static org.weightflow.tools.report.TicketFixture.report;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.pruning.comparison.TicketCell;

class TicketRemarksTest {
    private static final String MEASURE = " (means at most 0.2 points lower, deviations left out of account) ";

    @Test
    void speaksOfDenseNetworksFirst() {
        assertEquals(
                "The dense networks reach 90.00 \u00b1 1.00 % on test examples.",
                TicketRemarks.of(report(3, cell("imp", 100, 0.8, 0.8, 0.8))).get(0));
    }

    @Test
    void findsTheSparsestTicketsThatMatch() {
        // 89.80 is 0.2 points below; 89.79 is more.
        assertEquals(
                "Tickets match them" + MEASURE + "down to a density of 10 %: imp and grasp.",
                TicketRemarks.of(report(
                                1,
                                cell("imp", 200, 0.899),
                                cell("imp", 100, 0.8981),
                                cell("imp", 50, 0.8979),
                                cell("snip", 200, 0.95),
                                cell("snip", 100, 0.8979),
                                cell("grasp", 100, 0.95)))
                        .get(1));
        assertEquals(
                "No tickets match them" + MEASURE + "at any of the densities.",
                TicketRemarks.of(report(1, cell("imp", 200, 0.8979))).get(1));
    }

    @Test
    void namesAtMostFourMethods() {
        TicketCell[] cells =
                IntStream.range(0, 6).mapToObj(i -> cell("m" + i, 100, 0.95)).toArray(TicketCell[]::new);
        assertEquals(
                "Tickets match them" + MEASURE + "down to a density of 10 %: m0, m1, m2 and 3 others.",
                TicketRemarks.of(report(1, cells)).get(1));
    }

    @Test
    void holdsTheBestAgainstTheSecondAndRandomMasks() {
        List<String> remarks = TicketRemarks.of(report(
                3,
                cell("imp", 200, 0.8, 0.8, 0.8),
                cell("imp", 100, 0.7, 0.7, 0.7),
                cell("imp", 50, 0.7, 0.7, 0.7),
                cell("snip", 200, 0.77, 0.79, 0.81),
                cell("snip", 100, 0.7, 0.7, 0.7),
                cell("random", 200, 0.6, 0.6, 0.6),
                cell("random", 100, 0.8, 0.8, 0.8),
                cell("random", 50, 0.5, 0.5, 0.5)));
        assertEquals(
                "At 20 % imp is best, 80.00 \u00b1 0.00 %: 1.00 points over snip (79.00 \u00b1 2.00 %), less than members"
                        + " deviate; 20.00 points over random masks (60.00 \u00b1 0.00 %).",
                remarks.get(2));
        assertEquals(
                "At 10 % random is best, 80.00 \u00b1 0.00 %: 10.00 points over imp (70.00 \u00b1 0.00 %).",
                remarks.get(3));
        assertEquals(
                "At 5 % imp is best, 70.00 \u00b1 0.00 %: 20.00 points over random masks (50.00 \u00b1 0.00 %).",
                remarks.get(4));
    }

    @Test
    void hasNothingToHoldASingleMethodAgainst() {
        List<String> remarks = TicketRemarks.of(report(1, cell("imp", 200, 0.8)));
        assertEquals("At 20 % imp is best, 80.00 %.", remarks.get(2));
        assertEquals(3, remarks.size());
    }

    @Test
    void saysWhereTicketsFallBelowTheirMasksOnFreshWeights() {
        List<String> remarks = TicketRemarks.of(report(
                1,
                cell("imp", 200, 0.8),
                cell("imp", 100, 0.8),
                cell("imp", 50, 0.7),
                cell("reinit", 200, 0.79),
                cell("reinit", 100, 0.805),
                cell("reinit", 50, 0.75)));
        assertEquals(
                "imp falls below reinit, the same masks on fresh weights: by 0.50 points at 10 %, 5.00 points at 5 %.",
                remarks.get(remarks.size() - 1));
        List<String> above = TicketRemarks.of(report(1, cell("imp", 200, 0.8), cell("reinit", 200, 0.8)));
        assertEquals("imp falls nowhere below reinit, the same masks on fresh weights.", above.get(above.size() - 1));
    }

    @Test
    void speaksOfAHandfulOfManyDensities() {
        TicketCell[] cells = IntStream.range(0, 20)
                .mapToObj(level -> cell("imp", 900 - 40 * level, 0.8))
                .toArray(TicketCell[]::new);
        List<String> remarks = TicketRemarks.of(report(1, cells));
        assertEquals(2 + 6, remarks.size());
        assertEquals("At 90 % imp is best, 80.00 %.", remarks.get(2));
        assertEquals("At 14 % imp is best, 80.00 %.", remarks.get(7));
    }
}
