package org.weightflow.canon.published;

import java.util.LinkedHashMap;
import java.util.Map;
import org.weightflow.canon.matching.PairMatching;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;

/** The published methods that are meant for a network, by name. */
public final class PublishedMatchings {
    private PublishedMatchings() {}

    /** Git Re-Basin first; with the state if there is any, and both forms of TransFusion if there are heads. */
    public static Map<String, PairMatching> of(Layout layout, Symmetry symmetry) {
        Map<String, PairMatching> methods = new LinkedHashMap<>();
        methods.put("Git Re-Basin", new GitRebasin(symmetry));
        if (layout.hasState()) {
            methods.put("Git Re-Basin, state matched too", GitRebasin.withState(symmetry));
        }
        if (symmetry.groups().stream().anyMatch(group -> group.inside() != null)) {
            methods.put("TransFusion", new TransFusion(symmetry));
            methods.put("TransFusion of DeepWeightFlow", new DeepWeightFlowTransFusion(symmetry));
        }
        return methods;
    }
}
