import Button from "@cloudscape-design/components/button";
import type { ShownWhole } from "../../../../core/api.ts";
import { isOpen } from "../../../../core/request.ts";
import { askAddress } from "../../ui/addresses.ts";
import { UseButtons } from "../../ui/credentials/use-buttons.tsx";
import { MoveDialog } from "../../ui/move-dialog.tsx";
import { PlaceButton } from "../../ui/place-button.tsx";
import { ActionBar } from "../../ui/request/action-bar.tsx";
import { useMoving } from "../../ui/request/moving.ts";
import { YourTurn } from "../../ui/request/your-turn.tsx";
import type { CommentedMove } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/request.ts";
import { texts as shared } from "../../ui/texts/ui.ts";

const moves = ["approve", "reject", "withdraw", "end", "revoke"] as const satisfies readonly CommentedMove[];

interface ActionsProps {
  readonly request: ShownWhole;
  readonly isMine: boolean;
}

/** What this person can do with the request now, as the server told; and to its requester, once it is over, asking the same again. */
export function Actions({ request, isMine }: ActionsProps) {
  const { id, may, phase, account, role } = request;
  const { moving, start, stop } = useMoving();
  const offersAgain = isMine && !isOpen(phase);
  return (
    <>
      {(may.length > 0 || offersAgain) && (
        <ActionBar note={may.includes("approve") && <YourTurn request={request} />}>
          {isMine && <UseButtons request={request} />}
          {moves
            .filter((move) => may.includes(move))
            .map((move) => (
              <Button
                key={move}
                variant={move === "approve" ? "primary" : "normal"}
                onClick={() => start({ move, ids: [id] })}
              >
                {shared.moves[move].button}
              </Button>
            ))}
          {offersAgain && (
            <PlaceButton iconName="redo" href={askAddress(account.id, role.name, id)}>
              {texts.actions.again}
            </PlaceButton>
          )}
        </ActionBar>
      )}
      {moving && <MoveDialog move={moving.move} requests={[request]} onClose={stop} />}
    </>
  );
}
