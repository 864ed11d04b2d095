package org.weightflow.pruning.during;

import java.util.Arrays;
import org.weightflow.networks.Check;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.selection.Selection;

/**
 * Continuous sparsification: every weight w has a gate s that is trained with it, and the network computes with
 * <pre>
 *     W = w sigma(beta s) / sigma(s_0)
 * </pre>
 * so that it starts at w itself. In each round beta rises from 1 in the first epoch to its final value in the last, by the same factor
 * an epoch, and sigma(beta s) becomes the step [s &gt; 0]. What is minimised is the loss plus {@code penalty} times the sum of sigma(beta
 * s), the penalty of the number of weights. The ticket is [s &gt; 0]. Between rounds s becomes min(beta s, s_0) and beta 1: what was
 * pruned stays almost so, what was kept starts anew.
 * <p>Departures from the published code: all values that may be pruned have gates, there only 3 x 3 convolutions; the penalty is that of the
 * paper, there it is also divided by sigma(s_0); s between rounds is that of the paper, there beta is 1 already when s is multiplied by
 * it, so that pruned weights come back; optimisers are fresh in each round; and since the method itself ends with whatever number
 * of weights it does, a ticket of an exact number takes the largest s.
 *
 * @param initialGate      s_0; 0 in the paper, less for sparser tickets, such as -0.1, more for denser ones
 * @param finalTemperature beta in the last epoch of a round
 * @param penalty          lambda
 * @param gateRate         learning rate of the gates, as a multiple of the weights'; short trainings need more than 1 to move them
 * @param rounds           trainings in which gates are learnt
 * @param rewinds          whether each round begins with the weights of the first one; the published code goes on with those that were
 *                         trained, and rewinds for the ticket's own training only
 * @see <a href="https://arxiv.org/abs/1912.04427">Savarese et al. (2020), Algorithm 2</a>
 */
public record ContinuousSparsification(
        double initialGate, double finalTemperature, double penalty, double gateRate, int rounds, boolean rewinds) {
    public ContinuousSparsification {
        if (!Double.isFinite(initialGate)) {
            throw new IllegalArgumentException("initialGate " + initialGate + " is not finite");
        }
        Check.positive("finalTemperature", finalTemperature);
        if (finalTemperature < 1) {
            throw new IllegalArgumentException(
                    "finalTemperature " + finalTemperature + " is less than 1, the temperature at first");
        }
        Check.notNegative("penalty", penalty);
        Check.positive("gateRate", gateRate);
        Check.atLeast("rounds", rounds, 1);
    }

    /** s_0 = 0, beta to 200, lambda = 1e-8, the weights' learning rate, three rounds that go on with the weights: the published code. */
    public static ContinuousSparsification defaults() {
        return new ContinuousSparsification(0, 200, 1e-8, 1, 3, false);
    }

    public ContinuousSparsification withInitialGate(double initialGate) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    public ContinuousSparsification withFinalTemperature(double finalTemperature) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    public ContinuousSparsification withPenalty(double penalty) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    public ContinuousSparsification withGateRate(double gateRate) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    public ContinuousSparsification withRounds(int rounds) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    public ContinuousSparsification withRewinds(boolean rewinds) {
        return new ContinuousSparsification(initialGate, finalTemperature, penalty, gateRate, rounds, rewinds);
    }

    /** beta in an epoch, from 0, of that many: final^(epoch / (epochs - 1)). */
    double temperature(int epoch, int epochs) {
        return Math.pow(finalTemperature, (double) epoch / (epochs - 1));
    }

    /** The gates of the first round: s_0 everywhere. */
    public StateDict initialGates(Layout layout) {
        float[] gates = new float[layout.size()];
        Arrays.fill(gates, (float) initialGate);
        return StateDict.of(layout, gates);
    }

    /** The gates that the next round starts with: min(beta s, s_0). */
    public StateDict nextGates(StateDict trained) {
        float[] gates = trained.toArray();
        for (int i = 0; i < gates.length; i++) {
            gates[i] = (float) Math.min(finalTemperature * gates[i], initialGate);
        }
        return StateDict.of(trained.layout(), gates);
    }

    /**
     * The weights that a ticket starts its own training with: those that have gates are w / sigma(s_0) where they are kept and 0 where
     * they are pruned; all others stay as they are.
     *
     * @param selection that of the training, which says what has gates
     */
    public StateDict ticket(StateDict weights, Mask mask, Selection selection) {
        float[] flat = mask.apply(weights).toArray();
        selection.open().stream().forEach(i -> flat[i] = (float) (flat[i] / initialShare()));
        return StateDict.of(weights.layout(), flat);
    }

    /** sigma(s_0), of the value that float32 gates start with. */
    double initialShare() {
        return sigmoid((float) initialGate);
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
