package org.weightflow.canon.comparison;

import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.canon.barrier.MeasuredLine;

/**
 * The text of {@code alignment-curves.csv}: one line for each point of each curve, LF at the end of each. Numbers are the shortest that
 * read back as the same double.
 */
public final class CurvesCsv {
    /** The file of that text. */
    public static final String FILE = "alignment-curves.csv";

    static final String HEADER = "method,line,from,to,data,t,loss,error\n";

    private CurvesCsv() {}

    public static String of(AlignmentReport report) {
        StringBuilder text = new StringBuilder(HEADER);
        report.methods().forEach(method -> append(text, method.name(), method.barriers()));
        return text.toString();
    }

    private static void append(StringBuilder text, String method, BarrierReport barriers) {
        for (MeasuredLine line : barriers.lines()) {
            String kind = line.kind().id();
            for (LineCurve curve : line.curves()) {
                for (int point = 0; point < curve.loss().size(); point++) {
                    text.append(method)
                            .append(',')
                            .append(kind)
                            .append(',')
                            .append(line.from())
                            .append(',')
                            .append(line.target())
                            .append(',')
                            .append(curve.data())
                            .append(',')
                            .append(curve.position(point))
                            .append(',')
                            .append(curve.loss().get(point))
                            .append(',')
                            .append(curve.error().get(point))
                            .append('\n');
                }
            }
        }
    }
}
