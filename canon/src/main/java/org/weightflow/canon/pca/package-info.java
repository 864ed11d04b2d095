/** The few directions in which a population differs. Start with {@link PrincipalComponents}. */
package org.weightflow.canon.pca;
