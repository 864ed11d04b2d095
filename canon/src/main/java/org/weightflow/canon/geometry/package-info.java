/** Where networks lie with respect to a zoo: near which member, in which combination, how far outside. Start with {@link ZooGeometry}. */
package org.weightflow.canon.geometry;
