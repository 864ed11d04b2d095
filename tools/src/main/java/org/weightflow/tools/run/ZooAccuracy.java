package org.weightflow.tools.run;

import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;

/** What a zoo is worth on validation examples, as its members were measured when they were collected. */
public final class ZooAccuracy {
    private ZooAccuracy() {}

    /**
     * The mean over the members.
     *
     * @throws IllegalArgumentException if a member was not measured
     */
    public static double onValidation(Zoo zoo) {
        double sum = 0;
        for (Member member : zoo.members()) {
            Double accuracy = member.metrics().get(Member.VALIDATION_ACCURACY);
            if (accuracy == null) {
                throw new IllegalArgumentException(zoo.folder() + ": member " + member.id() + " has no "
                        + Member.VALIDATION_ACCURACY + ", against which samples are to be held");
            }
            sum += accuracy;
        }
        return sum / zoo.size();
    }
}
