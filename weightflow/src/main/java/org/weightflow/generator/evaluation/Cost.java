package org.weightflow.generator.evaluation;

import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Work;

/**
 * What training a member takes against what sampling a network takes, in floating-point operations; NaN where not known.
 * <p>Training takes 2 * 3 * m operations an example, m being the {@linkplain Work multiplications with additions} of its forward
 * pass. Counted with the kept values it is what an engine needs that makes use of masks; with all, what a dense one needs. Pruning
 * that came before, and a trunk that members share, are not counted.
 *
 * @param dense            m of a network of which nothing is pruned
 * @param kept             m with the values that the zoo keeps, mean over its members
 * @param trainingExamples examples that a member was trained on, each as often as it came
 * @param samplingFlops    operations of one sample
 */
public record Cost(double dense, double kept, double trainingExamples, double samplingFlops) {
    private static final int FLOPS = 2 * 3;

    static Cost of(Architecture architecture, LoadedZoo zoo, EvaluationSubject.Effort effort) {
        Layout layout = architecture.layout();
        Work work = architecture.work();
        double kept = 0;
        for (int i = 0; i < zoo.count(); i++) {
            kept += work.multiplyAdds(zoo.network(i)::kept);
        }
        return new Cost(
                work.multiplyAdds(e -> layout.entry(e).size()),
                kept / zoo.count(),
                effort.trainingExamples(),
                effort.samplingFlops());
    }

    /** Of a member by an engine that computes pruned values too. */
    public double trainingFlopsDense() {
        return FLOPS * dense * trainingExamples;
    }

    /** Of a member by an engine that leaves them out. */
    public double trainingFlopsKept() {
        return FLOPS * kept * trainingExamples;
    }
}
