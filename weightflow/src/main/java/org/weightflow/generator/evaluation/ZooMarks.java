package org.weightflow.generator.evaluation;

/**
 * What the zoo predicts, as the yardstick of other series.
 *
 * @param wrong    the wrong predictions of each member
 * @param accuracy mean over the members
 */
record ZooMarks(WrongSets wrong, double accuracy) {
    static ZooMarks of(SeriesPass zoo) {
        return new ZooMarks(new WrongSets(zoo.wrong()), zoo.meanAccuracy());
    }
}
