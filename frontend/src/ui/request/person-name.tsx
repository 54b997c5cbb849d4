/** A person's name, which leaves the line around it alone whatever its direction of writing. */
export function PersonName({ children }: { readonly children: string }) {
  return <bdi className="typed">{children}</bdi>;
}
