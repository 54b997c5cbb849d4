import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { texts } from "../../ui/texts/approvals.ts";

interface ShortcutsDialogProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly onClose: () => void;
}

/** Which keys do what, and the switch that turns them off. */
export function ShortcutsDialog({ on, onChange, onClose }: ShortcutsDialogProps) {
  const words = texts.keys;
  return (
    <Modal
      visible
      header={words.title}
      closeAriaLabel={words.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{words.close}</Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Toggle checked={on} onChange={({ detail }) => onChange(detail.checked)} description={words.hint}>
          {words.use}
        </Toggle>
        <table className="queue-keys">
          <thead className="unseen">
            <tr>
              <th scope="col">{words.key}</th>
              <th scope="col">{words.does}</th>
            </tr>
          </thead>
          <tbody>
            {words.list.map(([keys, does]) => (
              <tr key={does}>
                <td>
                  {keys.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </td>
                <td>{does}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SpaceBetween>
    </Modal>
  );
}
