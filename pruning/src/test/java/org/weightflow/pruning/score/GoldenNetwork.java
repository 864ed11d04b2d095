package org.weightflow.pruning.score;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;

/**
 * A network of 4, 5 and 3 units and six examples, which PyTorch scored in float64:
 * <pre>
 * import torch, numpy as np
 * torch.set_default_dtype(torch.float64)
 * f = lambda a: torch.tensor(np.float32(a).astype(np.float64))
 * flat = f(np.sin(np.arange(1, 44))); x = f(np.cos(3 * np.arange(24))).reshape(6, 4); y = torch.arange(6) % 3
 * p = [t.clone().requires_grad_() for t in (flat[:20].reshape(5, 4), flat[20:25], flat[25:40].reshape(3, 5), flat[40:])]
 * F = torch.nn.functional
 * def loss(T): return F.cross_entropy((torch.relu(x @ p[0].T + p[1]) @ p[2].T + p[3]) / T, y)
 * g = torch.autograd.grad(loss(1), p)
 * snip = torch.cat([(p[i] * g[i]).abs().flatten() for i in (0, 2)]).detach(); snip /= snip.sum()
 * w = [p[0], p[2]]
 * g = torch.autograd.grad(2 * loss(200), w, create_graph=True)   # two halves of one size
 * h = torch.autograd.grad(sum((a.detach() * a).sum() for a in g), w)
 * grasp = torch.cat([(a * b).flatten() for a, b in zip(w, h)]).detach()   # -S
 * for v in (snip, grasp): print(v.numpy()[[0, 1, 2, 3, 20, 21, 22, 23]], v.sum().item(), v.abs().sum().item())
 * </pre>
 */
final class GoldenNetwork {
    static final ScoringData DATA = new ScoringData(Architectures.parse("mlp-4-5-3"), examples());

    private GoldenNetwork() {}

    static StateDict weights() {
        float[] flat = new float[43];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) Math.sin(i + 1.0);
        }
        return StateDict.of(DATA.architecture().layout(), flat);
    }

    /** The first four scores of each weight matrix. */
    static double[] picked(double[] scores) {
        return IntStream.of(0, 1, 2, 3, 25, 26, 27, 28)
                .mapToDouble(i -> scores[i])
                .toArray();
    }

    private static Examples examples() {
        float[] features = new float[24];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) Math.cos(3.0 * i);
        }
        return Examples.of(features, new int[] {0, 1, 2, 0, 1, 2}, List.of(4), 3);
    }
}
