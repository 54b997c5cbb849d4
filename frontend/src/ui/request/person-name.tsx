/** A name as its owner typed it, or the identity provider gave it: whatever its direction of writing, it leaves the rest of the line alone. */
export function Name({ children }: { readonly children: string }) {
  return <bdi className="typed">{children}</bdi>;
}
