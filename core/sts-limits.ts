/** STS's floor for a session, in seconds: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const shortestSession = 900;

/** Role chaining holds a session to an hour, whatever the role's maximum; in seconds. */
export const longestSession = 3600;

/**
 * Seconds before the window's end by which a Kubernetes session is over, where STS's floor leaves room. Its end is reckoned
 * before STS is called, and nothing but its end keeps a cluster closed: no policy reaches `sts:GetCallerIdentity`.
 */
export const kubernetesMargin = 10;

/** Seconds that a Kubernetes role is lent at least: with less, the first session would come too late. */
export const shortestKubernetes = 960;

/** What STS takes as the value of a session tag: https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
export const tagValue = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** UTF-8 bytes of a value that becomes a session tag: STS would take 256 characters of one, but packs few of them together. */
export const longestTag = 48;
